package org.mediaproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingTest {

    private static final Setting<HostPort> LISTEN = Setting.listen("PROXY_A", 1, "A.");
    private static final Setting<Integer> PORT = Setting.port("PROXY_A", 1, "A.");
    private static final Setting<Integer> NUMBER = Setting.integer("PROXY_A", 5, -3, 9, "A.");
    private static final Setting<Duration> TIME = Setting.duration("PROXY_A", "1s", "A.");
    private static final Setting<Boolean> FLAG = Setting.flag("PROXY_A", false, "A.");
    private static final Setting<String> TEXT = Setting.text("PROXY_A", "text", "", "A.");
    private static final Setting<String> CHOICE = Setting.choice("PROXY_A", "x", List.of("x", "y"), "A.");
    private static final Setting<List<String>> LIST = Setting.list("PROXY_A", "list", "", "A.");

    static List<Arguments> accepted() {
        return List.of(
                Arguments.of(LISTEN, "0", new HostPort("", 0)),
                Arguments.of(LISTEN, "127.0.0.1:80", new HostPort("127.0.0.1", 80)),
                Arguments.of(PORT, " 65535 ", 65535),
                Arguments.of(NUMBER, "-3", -3),
                Arguments.of(NUMBER, " 9", 9),
                Arguments.of(TIME, "1m30s", Duration.ofSeconds(90)),
                Arguments.of(FLAG, "on", true),
                Arguments.of(FLAG, "TRUE", true),
                Arguments.of(FLAG, " Yes ", true),
                Arguments.of(FLAG, "1", true),
                Arguments.of(FLAG, "off", false),
                Arguments.of(FLAG, "false", false),
                Arguments.of(FLAG, "no", false),
                Arguments.of(FLAG, "0", false),
                Arguments.of(TEXT, " a b ", "a b"),
                Arguments.of(CHOICE, " Y ", "y"),
                Arguments.of(LIST, "", List.of()),
                Arguments.of(LIST, " a ,b,, c,", List.of("a", "b", "c")));
    }

    static List<Arguments> refused() {
        return List.of(
                Arguments.of(LISTEN, "x"),
                Arguments.of(PORT, "0"),
                Arguments.of(PORT, "65536"),
                Arguments.of(NUMBER, "-4"),
                Arguments.of(NUMBER, "10"),
                Arguments.of(NUMBER, "1.0"),
                Arguments.of(NUMBER, "99999999999999"),
                Arguments.of(TIME, "0"),
                Arguments.of(TIME, "-1s"),
                Arguments.of(TIME, "999us"),
                Arguments.of(TIME, "45"),
                Arguments.of(FLAG, "enabled"),
                Arguments.of(CHOICE, "z"));
    }

    @ParameterizedTest(name = "{1} -> {2}")
    @MethodSource("accepted")
    void eachKindReadsItsValues(Setting<?> setting, String text, Object value) {
        assertThat(setting.parser().parse(text)).isEqualTo(value);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refused")
    void eachKindRefusesTheRest(Setting<?> setting, String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> setting.parser().parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "PROXY_", "PROXY_a", "SRS_A", "PROXY_A B"})
    void aNameIsProxyAndCapitals(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Setting.flag(name, false, "A."));
    }

    @Test
    void aSecretIsTheSameSettingHidden() {
        Setting<Integer> secret = NUMBER.asSecret();
        assertThat(secret.secret()).isTrue();
        assertThat(secret.parser()).isSameAs(NUMBER.parser());
    }
}
