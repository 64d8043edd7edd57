package org.mediaproxy.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One setting. Its text comes from the environment, a {@code .env} file or the embedding application.
 *
 * @param name the variable, {@code PROXY_…}
 * @param accepts what values are accepted, in words, for {@code --help} and for messages
 * @param defaultText the default as text; empty means unset
 * @param description one sentence for {@code --help} and the documentation
 * @param secret whether the value is hidden when settings are printed
 * @param parser turns a set value into the typed one; throws {@link IllegalArgumentException} with the reason
 * @param <T> the type
 */
public record Setting<T>(
        String name, String accepts, String defaultText, String description, boolean secret, Parser<T> parser) {

    /** Turns text into a value. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Parses a value.
         *
         * @throws IllegalArgumentException saying what is wrong with it
         */
        T parse(String text);
    }

    public Setting {
        if (!name.matches("PROXY_[A-Z0-9_]+")) {
            throw new IllegalArgumentException("not a setting's name: " + name);
        }
    }

    /** An address to listen on. */
    public static Setting<HostPort> listen(String name, int defaultPort, String description) {
        return new Setting<>(
                name,
                "port, host:port or [v6]:port",
                Integer.toString(defaultPort),
                description,
                false,
                HostPort::parse);
    }

    /** An address to listen on where nothing listens unless it is set. */
    public static Setting<Optional<HostPort>> listenIfSet(String name, String description) {
        return new Setting<>(
                name,
                "port, host:port or [v6]:port",
                "",
                description,
                false,
                text -> text.isEmpty() ? Optional.empty() : Optional.of(HostPort.parse(text)));
    }

    /** A port to connect to, 1 to 65535. */
    public static Setting<Integer> port(String name, int defaultPort, String description) {
        return integer(name, defaultPort, 1, 65535, description);
    }

    /** A whole number within a range, both ends included. */
    public static Setting<Integer> integer(String name, int defaultValue, int min, int max, String description) {
        String accepts = "whole number, " + min + " to " + max;
        return new Setting<>(name, accepts, Integer.toString(defaultValue), description, false, text -> {
            int value = Integer.parseInt(text.trim());
            if (value < min || value > max) {
                throw new IllegalArgumentException(value + " is out of range");
            }
            return value;
        });
    }

    /** A positive duration in Go's syntax. */
    public static Setting<Duration> duration(String name, String defaultText, String description) {
        return new Setting<>(name, "duration, such as 45s, 2m, 1m30s", defaultText, description, false, text -> {
            Duration value = GoDuration.parse(text);
            if (value.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("must be positive");
            }
            return value;
        });
    }

    /** A duration in Go's syntax; 0 is off. */
    public static Setting<Duration> durationOrOff(String name, String defaultText, String description) {
        return new Setting<>(
                name, "duration, such as 5s, 1m; 0 is off", defaultText, description, false, GoDuration::parse);
    }

    /** A switch, off unless set; {@code on} and {@code off} and what the Go proxy and shells use for them. */
    public static Setting<Boolean> flag(String name, boolean defaultValue, String description) {
        return new Setting<>(
                name, "on or off", defaultValue ? "on" : "off", description, false, text -> switch (text.trim()
                        .toLowerCase(Locale.ROOT)) {
                    case "on", "true", "yes", "1" -> true;
                    case "off", "false", "no", "0" -> false;
                    default -> throw new IllegalArgumentException("'" + text + "' is neither on nor off");
                });
    }

    /** Free text; empty means unset. */
    public static Setting<String> text(String name, String accepts, String defaultText, String description) {
        return new Setting<>(name, accepts, defaultText, description, false, String::trim);
    }

    /** One word of a fixed list. */
    public static Setting<String> choice(String name, String defaultText, List<String> words, String description) {
        String accepts = String.join(", ", words);
        return new Setting<>(name, accepts, defaultText, description, false, text -> {
            String value = text.trim().toLowerCase(Locale.ROOT);
            if (!words.contains(value)) {
                throw new IllegalArgumentException("'" + text + "' is none of them");
            }
            return value;
        });
    }

    /** A list separated by commas, blanks around items ignored. */
    public static Setting<List<String>> list(String name, String accepts, String defaultText, String description) {
        return new Setting<>(
                name, accepts, defaultText, description, false, text -> List.of(
                                text.trim().split("\\s*,\\s*"))
                        .stream()
                        .filter(item -> !item.isEmpty())
                        .toList());
    }

    /** The same setting, hidden when printed. */
    public Setting<T> asSecret() {
        return new Setting<>(name, accepts, defaultText, description, true, parser);
    }
}
