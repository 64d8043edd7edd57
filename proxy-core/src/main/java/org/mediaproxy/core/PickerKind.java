package org.mediaproxy.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.load.LeastSessionsPicker;
import org.mediaproxy.core.load.OriginLoad;
import org.mediaproxy.core.route.RandomPicker;
import org.mediaproxy.core.route.RendezvousPicker;
import org.mediaproxy.core.route.RoundRobinPicker;
import org.mediaproxy.core.spi.OriginPicker;

/** The pickers that come with the proxy. */
enum PickerKind {
    RANDOM,
    ROUND_ROBIN,
    LEAST_SESSIONS,
    RENDEZVOUS;

    private static final String WORDS =
            Arrays.stream(values()).map(PickerKind::word).collect(Collectors.joining(", "));

    static final Setting<Optional<PickerKind>> SETTING = new Setting<>(
            "PROXY_ORIGIN_PICKER",
            WORDS,
            "",
            "How the origin of a new stream is chosen; unset: rendezvous where proxies share state, else random.",
            false,
            PickerKind::parse);

    private static Optional<PickerKind> parse(String text) {
        String word = text.trim().toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no such picker; there is: " + WORDS)));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    OriginPicker picker(OriginLoad load) {
        return switch (this) {
            case RANDOM -> new RandomPicker();
            case ROUND_ROBIN -> new RoundRobinPicker();
            case LEAST_SESSIONS -> new LeastSessionsPicker(load);
            case RENDEZVOUS -> new RendezvousPicker();
        };
    }
}
