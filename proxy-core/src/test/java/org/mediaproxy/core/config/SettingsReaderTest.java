package org.mediaproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SettingsReaderTest {

    private static final Setting<HostPort> LISTEN = Setting.listen("PROXY_LISTEN", 1935, "A.");
    private static final Setting<Integer> NUMBER = Setting.integer("PROXY_NUMBER", 5, 1, 9, "A.");
    private static final Setting<String> TEXT = Setting.text("PROXY_TEXT", "any text", "", "A.");

    private static SettingsReader reader(Map<String, String> values) {
        return new SettingsReader(Settings.of(values));
    }

    @Test
    void everyProblemIsReportedWithVariableValueAndWhatIsAccepted() {
        SettingsReader reader = reader(Map.of("PROXY_LISTEN", "x:y", "PROXY_NUMBER", "ten"));
        assertThat(reader.get(LISTEN)).isEqualTo(new HostPort("", 1935));
        assertThat(reader.get(NUMBER)).isEqualTo(5);
        reader.problem(TEXT, "is missing");
        SettingsException thrown = catchThrowableOfType(SettingsException.class, reader::check);
        assertThat(thrown.problems())
                .containsExactly(
                        "PROXY_LISTEN='x:y': 'y' is not a port (0 to 65535) (accepted: port, host:port or [v6]:port)",
                        "PROXY_NUMBER='ten': not understood (accepted: whole number, 1 to 9)",
                        "PROXY_TEXT='': is missing (accepted: any text)");
        assertThat(thrown).hasMessageContaining("PROXY_LISTEN").hasMessageContaining("PROXY_TEXT");
    }

    @Test
    void unsetAndBlankSettingsHaveTheirDefaults() {
        SettingsReader reader = reader(Map.of("PROXY_NUMBER", "  ", "OTHER", "1"));
        assertThat(reader.get(NUMBER)).isEqualTo(5);
        assertThat(reader.isSet(NUMBER)).isFalse();
        assertThat(reader.get(TEXT)).isEmpty();
        assertThatCode(reader::check).doesNotThrowAnyException();
    }

    @Test
    void aSetValueIsReadOverTheDefault() {
        SettingsReader reader = reader(Map.of("PROXY_NUMBER", "7"));
        assertThat(reader.get(NUMBER)).isEqualTo(7);
        assertThat(reader.isSet(NUMBER)).isTrue();
        assertThat(reader.problems()).isEmpty();
    }

    static List<Setting<?>> secrets() {
        return List.of(
                Setting.listen("PROXY_SECRET", 1, "A.").asSecret(),
                Setting.integer("PROXY_SECRET", 1, 1, 2, "A.").asSecret(),
                Setting.duration("PROXY_SECRET", "1s", "A.").asSecret(),
                Setting.flag("PROXY_SECRET", false, "A.").asSecret(),
                Setting.choice("PROXY_SECRET", "a", List.of("a"), "A.").asSecret());
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aSecretIsNeverShown(Setting<?> setting) {
        SettingsReader reader = reader(Map.of("PROXY_SECRET", " 748120 "));
        reader.get(setting);
        reader.problem(setting, "748120 is too weak");
        assertThat(reader.problems()).hasSize(2).allSatisfy(problem -> assertThat(problem)
                .startsWith("PROXY_SECRET='***'")
                .doesNotContain("748120"));
    }

    @Test
    void onlyNamesOfOursAreKept() {
        assertThat(Settings.of(Map.of("PROXY_B", "1", "PROXY_A", "2", "HOME", "x"))
                        .names())
                .containsExactly("PROXY_A", "PROXY_B");
    }
}
