package org.mediaproxy.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.rtsp.message.NumberRange;

final class RtspSettingsTest {

    private static RtspSettings read(boolean tls, String... namesAndValues) {
        Map<String, String> settings = new java.util.HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return RtspSettings.read(Settings.of(settings), tls);
    }

    @Test
    void udpIsOnAndTlsOffUnlessSet() {
        RtspSettings defaults = read(false);
        assertThat(defaults.udpPorts()).contains(new NumberRange(21_000, 29_999));
        assertThat(defaults.listenTls()).isEmpty();
        assertThat(read(false, "PROXY_RTSP_UDP_PORTS", "off").udpPorts()).isEmpty();
        assertThat(read(true, "PROXY_RTSPS_SERVER", "322").listenTls()).contains(new HostPort("", 322));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"21000", "on", "21000-", "29999-21000", "1000-2000", "21000-21002", "21001-21004", "60000-65536"
            })
    void whatHoldsNoTwoPairsOfPortsIsAProblem(String range) {
        assertThatThrownBy(() -> read(false, "PROXY_RTSP_UDP_PORTS", range))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PROXY_RTSP_UDP_PORTS='" + range + "'");
    }

    @Test
    void theSmallestRangesHoldTwoPairs() {
        assertThat(read(false, "PROXY_RTSP_UDP_PORTS", "21000-21003").udpPorts())
                .isPresent();
        assertThat(read(false, "PROXY_RTSP_UDP_PORTS", "21001-21005").udpPorts())
                .isPresent();
    }

    @Test
    void everyProblemIsTold() {
        assertThatThrownBy(() -> read(false, "PROXY_RTSPS_SERVER", "0", "PROXY_RTSP_IDLE_TIMEOUT", "99ms"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PROXY_RTSPS_SERVER='0': needs PROXY_TLS_CERT_FILE and PROXY_TLS_KEY_FILE")
                .hasMessageContaining("PROXY_RTSP_IDLE_TIMEOUT='99ms': must be at least 100ms");
    }
}
