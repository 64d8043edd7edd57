package org.mediaproxy.core.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The text of all settings, before they are typed. Immutable. */
public final class Settings {

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /** Takes what starts with {@code PROXY_} from the given map. */
    public static Settings of(Map<String, String> values) {
        Map<String, String> own = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith("PROXY_")) {
                own.put(name, value);
            }
        });
        return new Settings(own);
    }

    /** The text of a setting; a value of blanks counts as unset, as it does for the Go proxy. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    /** All names that are set. */
    public Iterable<String> names() {
        return values.keySet();
    }
}
