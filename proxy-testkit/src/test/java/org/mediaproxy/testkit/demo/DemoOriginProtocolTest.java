package org.mediaproxy.testkit.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.transport.Transport;

final class DemoOriginProtocolTest {

    private final Transport transport = TestOrigin.openTransport();
    private final RecordingRegistry registry = new RecordingRegistry();

    private ProtocolServer server(Map<String, String> settings) {
        return new DemoOriginProtocol().newServer(new TestContext(transport, registry, settings));
    }

    private static void await(CompletionStage<?> stage) throws Exception {
        stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void closeTransport() throws Exception {
        await(transport.closeAsync());
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(ProxyProtocol.class))
                .filteredOn(protocol -> protocol.name().equals("demo"))
                .hasExactlyElementsOfTypes(DemoOriginProtocol.class);
    }

    @Test
    void doesNothingUnlessOn() throws Exception {
        ProtocolServer off = server(Map.of());

        await(off.start());

        assertThat(off.endpoints()).isEmpty();
        assertThat(registry.origins).isEmpty();
        await(off.drain());
        await(off.close());
    }

    @Test
    void registersItselfWhileItRuns() throws Exception {
        ProtocolServer on = server(Map.of("PROXY_DEMO_ORIGIN", "on"));
        assertThat(on.endpoints()).isEmpty();

        await(on.start());

        List<BoundEndpoint> endpoints = on.endpoints();
        assertThat(endpoints).extracting(BoundEndpoint::name).containsExactly("demo-rtmp", "demo-http");
        assertThat(endpoints).extracting(BoundEndpoint::scheme).containsExactly("rtmp", "http");
        assertThat(registry.origins).hasSize(1);
        Origin origin = registry.origins.values().iterator().next();
        assertThat(origin.server()).isEqualTo("demo-origin");
        assertThat(origin.ip()).isEqualTo("127.0.0.1");
        assertThat(origin.endpoint(OriginService.RTMP, false).orElseThrow().port())
                .isEqualTo(endpoints.get(0).address().getPort());
        assertThat(origin.endpoint(OriginService.HTTP, false).orElseThrow().port())
                .isEqualTo(endpoints.get(1).address().getPort());

        await(on.drain());
        assertThat(registry.origins).hasSize(1);
        await(on.close());
        assertThat(registry.origins).isEmpty();
        assertThat(on.endpoints()).isEmpty();
    }

    @Test
    void reportsEveryWrongSetting() {
        assertThatThrownBy(() -> server(Map.of("PROXY_DEMO_ORIGIN", "perhaps", "PROXY_DEMO_HTTP", "99999")))
                .isInstanceOfSatisfying(
                        SettingsException.class, e -> assertThat(e.problems()).hasSize(2));
    }
}
