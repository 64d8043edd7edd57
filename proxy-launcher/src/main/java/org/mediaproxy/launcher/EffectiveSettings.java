package org.mediaproxy.launcher;

import java.util.List;
import java.util.Map;
import org.mediaproxy.core.SettingsGroup;
import org.mediaproxy.core.config.Setting;

/** The settings in force, as {@code --check-config} prints them: in the syntax of a {@code .env} file. */
final class EffectiveSettings {

    private final SettingTexts texts;
    private final Map<String, String> values;

    EffectiveSettings(SettingTexts texts) {
        this.texts = texts;
        this.values = texts.values();
    }

    /** One line a setting, with where its value comes from; secrets hidden. */
    String of(List<SettingsGroup> groups) {
        StringBuilder out = new StringBuilder();
        for (SettingsGroup group : groups) {
            if (!group.settings().isEmpty()) {
                out.append("\n# ").append(group.name()).append('\n');
                group.settings().forEach(setting -> out.append(line(setting)).append('\n'));
            }
        }
        return out.toString();
    }

    private String line(Setting<?> setting) {
        String source = texts.source(setting.name());
        String value = source.equals(SettingTexts.DEFAULT)
                ? setting.defaultText()
                : values.getOrDefault(setting.name(), setting.defaultText());
        String shown = setting.secret() && !value.isEmpty() ? "***" : quoted(value);
        return setting.name() + "=" + shown + " # " + source;
    }

    /** Plain where it can be, else in single quotes, else in double quotes. */
    private static String quoted(String value) {
        if (value.matches("[\\w.,:/*@%+\\[\\]-]*")) {
            return value;
        }
        if (value.indexOf('\'') < 0 && value.indexOf('\n') < 0) {
            return "'" + value + "'";
        }
        return "\""
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + "\"";
    }
}
