package org.mediaproxy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

final class SystemApiIT {

    private static final String A =
            "{\"ip\":\"10.0.0.1\",\"server\":\"a\",\"service\":\"x/y z\",\"pid\":\"1\",\"rtmp\":[\"1935\"]}";

    @SuppressWarnings("NullAway.Init") // set before each test
    private SystemClient system;

    @BeforeEach
    void start() {
        system = new SystemClient(Map.of());
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private Session session(StreamRole role) throws Exception {
        Session session =
                system.proxy.sessions().open("rtmp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000));
        session.identified(StreamUrl.ofKey("__defaultVhost__/live/show"), role);
        Route route = system.proxy
                .router()
                .route(session, RouteTarget.RTMP)
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        assertThat(route.origin().id()).isEqualTo(new OriginId("a-x/y z-1"));
        return session;
    }

    private JsonObject data(String path) throws Exception {
        SystemClient.Reply reply = system.send("GET", path, "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().get("code").getAsInt()).isZero();
        return reply.json().getAsJsonObject("data");
    }

    @Test
    void theModuleIsFoundAsAService() {
        assertThat(ServiceLoader.load(ProxyProtocol.class)).anyMatch(SystemProtocol.class::isInstance);
    }

    @Test
    void originsAreListedWithTheirSessions() throws Exception {
        assertThat(data("/api/v1/origins").get("total").getAsInt()).isZero();
        system.register(A);
        Session session = session(StreamRole.PLAY);
        JsonObject data = data("/api/v1/origins");
        assertThat(data.get("total").getAsInt()).isEqualTo(1);
        assertThat(data.get("alive").getAsInt()).isEqualTo(1);
        JsonObject origin = data.getAsJsonArray("origins").get(0).getAsJsonObject();
        assertThat(origin.keySet())
                .containsExactly(
                        "id",
                        "ip",
                        "alive",
                        "device_id",
                        "server",
                        "service",
                        "pid",
                        "rtmp",
                        "http",
                        "api",
                        "srt",
                        "rtc",
                        "rtsp",
                        "updated_at",
                        "sessions",
                        "draining",
                        "state");
        assertThat(origin.get("state").getAsString()).isEqualTo("up");
        assertThat(origin.get("id").getAsString()).isEqualTo("a-x/y z-1");
        assertThat(origin.get("sessions").getAsInt()).isEqualTo(1);
        assertThat(origin.getAsJsonArray("rtmp")).hasSize(1);
        session.end(Side.CLIENT, Cause.CLOSED);
    }

    @Test
    void anOriginDrainsByItsPercentEncodedId() throws Exception {
        system.register(A);
        assertThat(system.send("POST", "/api/v1/origins/a-x%2Fy%20z-1/drain", "")
                        .status())
                .isEqualTo(200);
        assertThat(origin().get("draining").getAsBoolean()).isTrue();
        assertThat(origin().get("state").getAsString()).isEqualTo("draining");
        assertThat(system.send("POST", "/api/v1/origins/a-x%2Fy%20z-1/undrain", "")
                        .status())
                .isEqualTo(200);
        assertThat(origin().get("draining").getAsBoolean()).isFalse();
        assertThat(system.send("POST", "/api/v1/origins/nobody/drain", "").status())
                .isEqualTo(404);
        assertThat(system.send("POST", "/api/v1/origins/a/b", "").status()).isEqualTo(404);
        assertThat(system.send("POST", "/api/v1/origins//drain", "").status()).isEqualTo(404);
    }

    private JsonObject origin() throws Exception {
        return data("/api/v1/origins").getAsJsonArray("origins").get(0).getAsJsonObject();
    }

    @Test
    void writingCallsOfAForeignWebPageAreForbidden() throws Exception {
        system.register(A);
        SystemClient.Reply reply =
                system.send("POST", "/api/v1/origins/a-x%2Fy%20z-1/drain", "", "Origin", "https://evil.example");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.json().get("code").getAsInt()).isEqualTo(403);
    }

    @Test
    void streamsAreListedWithRolesAndRatesAndCanBeForgotten() throws Exception {
        system.register(A);
        Session publisher = session(StreamRole.PUBLISH);
        Session player = session(StreamRole.PLAY);
        publisher.received().add(50_000_000);
        JsonArray streams = data("/api/v1/streams").getAsJsonArray("streams");
        assertThat(streams).hasSize(1);
        JsonObject stream = streams.get(0).getAsJsonObject();
        assertThat(stream.get("key").getAsString()).isEqualTo("__defaultVhost__/live/show");
        assertThat(stream.get("origin").getAsString()).isEqualTo("a-x/y z-1");
        assertThat(stream.get("sessions").getAsInt()).isEqualTo(2);
        assertThat(stream.get("publishers").getAsInt()).isEqualTo(1);
        assertThat(stream.get("players").getAsInt()).isEqualTo(1);
        assertThat(stream.get("receive_bytes_per_second").getAsLong()).isZero();
        publisher.received().add(50_000_000);
        long rate = data("/api/v1/streams")
                .getAsJsonArray("streams")
                .get(0)
                .getAsJsonObject()
                .get("receive_bytes_per_second")
                .getAsLong();
        assertThat(rate).isBetween(1_000_000L, 100_000_000L);
        publisher.end(Side.CLIENT, Cause.CLOSED);
        player.end(Side.CLIENT, Cause.CLOSED);
        String key = "/api/v1/streams/__defaultVhost__%2Flive/show";
        assertThat(system.send("DELETE", key, "").status()).isEqualTo(200);
        assertThat(system.send("DELETE", key, "").status()).isEqualTo(404);
        assertThat(system.send("DELETE", "/api/v1/streams/x", "").status()).isEqualTo(400);
    }

    @Test
    void healthTellsLivingFromReady() throws Exception {
        assertThat(system.send("GET", "/healthz", "").status()).isEqualTo(200);
        assertThat(system.send("GET", "/readyz", "").status()).isEqualTo(200);
        system.proxy.troubles(List.of("draining"));
        assertThat(system.send("GET", "/healthz", "").status()).isEqualTo(200);
        SystemClient.Reply reply = system.send("GET", "/readyz", "");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().getAsJsonArray("reasons").get(0).getAsString()).isEqualTo("draining");
    }

    @Test
    void aStreamOnTwoOriginsShowsBoth() throws Exception {
        try (SystemClient backed = new SystemClient(Map.of("PROXY_STREAM_REPLICAS", "2"))) {
            String key = "__defaultVhost__/live/show";
            for (String namespace : List.of("stream", "backup")) {
                backed.proxy
                        .balancer()
                        .affinity()
                        .bindIfAbsent(new AffinityKey(namespace, key), "at-" + namespace, Duration.ofMinutes(1));
            }
            JsonObject stream = backed.send("GET", "/api/v1/streams", "")
                    .json()
                    .getAsJsonObject("data")
                    .getAsJsonArray("streams")
                    .get(0)
                    .getAsJsonObject();
            assertThat(stream.get("origin").getAsString()).isEqualTo("at-stream");
            assertThat(stream.get("backup").getAsString()).isEqualTo("at-backup");
        }
    }

    @Test
    void aPublishedStreamIsNotForgotten() throws Exception {
        system.register(A);
        Session session =
                system.proxy.sessions().open("rtmp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000));
        session.identified(StreamUrl.ofKey("__defaultVhost__/live/show"), StreamRole.PUBLISH);
        system.proxy
                .router()
                .route(session, RouteTarget.RTMP)
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .established();
        String path = "/api/v1/streams/__defaultVhost__/live/show";
        assertThat(system.send("DELETE", path, "").status()).isEqualTo(409);
        session.end(Side.CLIENT, Cause.CLOSED);
        assertThat(system.send("DELETE", path, "").status()).isEqualTo(200);
        assertThat(system.send("DELETE", path, "").status()).isEqualTo(404);
    }
}
