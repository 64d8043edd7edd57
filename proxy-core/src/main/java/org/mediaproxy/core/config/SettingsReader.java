package org.mediaproxy.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads typed settings and collects what is wrong with them. Used at start, by one thread. */
public final class SettingsReader {

    private final Settings settings;
    private final List<String> problems = new ArrayList<>();

    public SettingsReader(Settings settings) {
        this.settings = settings;
    }

    /** The value, or the default where the setting is unset or wrong; what is wrong is kept for {@link #check}. */
    public <T> T get(Setting<T> setting) {
        Optional<String> text = settings.text(setting.name());
        if (text.isPresent()) {
            try {
                return setting.parser().parse(text.get());
            } catch (IllegalArgumentException e) {
                problem(setting, setting.secret() ? "not understood" : reason(e));
            }
        }
        return setting.parser().parse(setting.defaultText());
    }

    /** Whether the setting has a text of its own. */
    public boolean isSet(Setting<?> setting) {
        return settings.text(setting.name()).isPresent();
    }

    /** Adds a problem of a setting whose value is wrong in a way only the reader's user can tell. */
    public void problem(Setting<?> setting, String reason) {
        String text = settings.text(setting.name()).orElse("");
        boolean hide = setting.secret() && !text.isEmpty();
        String shown = hide ? "***" : text;
        String told = hide ? reason.replace(text.strip(), "***") : reason;
        problems.add(setting.name() + "='" + shown + "': " + told + " (accepted: " + setting.accepts() + ")");
    }

    /** What is wrong so far. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * Ends reading.
     *
     * @throws SettingsException if there was any problem
     */
    public void check() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private static String reason(IllegalArgumentException e) {
        String message = e.getMessage();
        if (e instanceof NumberFormatException || message == null) {
            return "not understood";
        }
        return message;
    }
}
