package org.mediaproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.SettingsGroup;
import org.mediaproxy.core.config.Setting;

final class EffectiveSettingsTest {

    private static final Setting<String> PLAIN = Setting.text("PROXY_PLAIN", "text", "standard", "Plain.");
    private static final Setting<String> SECRET =
            Setting.text("PROXY_SECRET", "text", "", "Secret.").asSecret();

    @TempDir
    private Path folder;

    @Test
    void hidesSecretsButTellsWhetherTheyAreSet() {
        assertThat(printed(Map.of("PROXY_SECRET", "geheim"))).contains("PROXY_SECRET=*** # environment");
        assertThat(printed(Map.of())).contains("PROXY_SECRET= # default");
    }

    @Test
    void aValueOfBlanksIsTheDefault() {
        assertThat(printed(Map.of("PROXY_PLAIN", " "))).contains("PROXY_PLAIN=standard # default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a#b", "it's", "a\nb", "it's\n\"so\" \\ $x\t", "é", "[::1]:80"})
    void whatIsPrintedCanBeReadAgain(String value) {
        DotEnv again = DotEnv.parse(printed(Map.of("PROXY_PLAIN", value)));

        assertThat(again.problems()).isEmpty();
        assertThat(again.values()).containsEntry("PROXY_PLAIN", value);
    }

    private String printed(Map<String, String> environment) {
        SettingTexts texts = SettingTexts.read(environment, folder);
        return new EffectiveSettings(texts).of(List.of(new SettingsGroup("test", List.of(PLAIN, SECRET))));
    }
}
