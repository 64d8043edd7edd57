package org.mediaproxy.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;

final class TransportSettingsTest {

    @Test
    void theDefaultsFitTheMachine() {
        SettingsReader reader = new SettingsReader(Settings.of(Map.of()));
        TransportSettings settings = TransportSettings.read(reader);
        assertThat(reader.problems()).isEmpty();
        assertThat(settings.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.maxConnections()).isGreaterThanOrEqualTo(64);
        assertThat(settings.maxConnectionsPerAddress()).isZero();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.trusted().isEmpty()).isTrue();
    }

    @Test
    void everyProblemIsReported() {
        SettingsReader reader = new SettingsReader(Settings.of(Map.of(
                "PROXY_TRANSPORT", "kqueue",
                "PROXY_THREADS", "-1",
                "PROXY_MAX_CONNECTIONS", "many",
                "PROXY_MAX_CONNECTIONS_PER_ADDRESS", "-1",
                "PROXY_TRUSTED_PROXIES", "10.0.0.0/8, localhost",
                "PROXY_HAPROXY_HEADER", "maybe",
                "PROXY_ORIGIN_TIMEOUT", "3")));
        TransportSettings.read(reader);
        assertThat(reader.problems())
                .hasSize(7)
                .anyMatch(p -> p.startsWith("PROXY_TRANSPORT='kqueue'"))
                .anyMatch(p -> p.startsWith("PROXY_THREADS='-1'"))
                .anyMatch(p -> p.startsWith("PROXY_MAX_CONNECTIONS='many'"))
                .anyMatch(p -> p.startsWith("PROXY_MAX_CONNECTIONS_PER_ADDRESS='-1'"))
                .anyMatch(p -> p.startsWith("PROXY_TRUSTED_PROXIES='10.0.0.0/8, localhost': 'localhost' is neither"))
                .anyMatch(p -> p.startsWith("PROXY_HAPROXY_HEADER='maybe'"))
                .anyMatch(p -> p.startsWith("PROXY_ORIGIN_TIMEOUT='3'"));
    }

    @Test
    void aHeaderNeedsSomebodyToTrust() {
        SettingsReader reader = new SettingsReader(Settings.of(Map.of("PROXY_HAPROXY_HEADER", "on")));
        TransportSettings.read(reader);
        assertThat(reader.problems())
                .singleElement()
                .asString()
                .startsWith("PROXY_HAPROXY_HEADER='on': needs PROXY_TRUSTED_PROXIES");
    }
}
