package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsException;

final class SrtSettingsTest {

    @Test
    void theDefaultPortIsThatOfTheGoProxy() {
        SrtSettings settings = SrtSettings.read(Settings.of(Map.of()));
        assertThat(settings.listen().port()).isEqualTo(20080);
        assertThat(settings.originTimeout()).isEqualTo(Duration.ofMillis(800));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        Settings wrong = Settings.of(Map.of("PROXY_SRT_IDLE_TIMEOUT", "20ms", "PROXY_SRT_MAX_HANDSHAKES", "0"));
        assertThatThrownBy(() -> SrtSettings.read(wrong))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PROXY_SRT_IDLE_TIMEOUT='20ms': must be 100ms or more")
                .hasMessageContaining("PROXY_SRT_MAX_HANDSHAKES");
    }
}
