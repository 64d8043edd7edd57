package org.mediaproxy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

/** SRS tells of publishers. The bodies have the fields of SRS 6. */
final class HookIT {

    private static final String KEY = "__defaultVhost__/live/show";
    private static final String A =
            "{\"ip\":\"10.0.0.1\",\"server\":\"vid-a\",\"service\":\"s1\",\"pid\":\"1\",\"rtmp\":[\"1935\"]}";
    private static final String B = A.replace("vid-a", "vid-b");

    @SuppressWarnings("NullAway.Init") // set before each test
    private SystemClient system;

    @BeforeEach
    void start() throws Exception {
        system = new SystemClient(Map.of());
        system.register(A);
        system.register(B);
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private static JsonObject body(String action, String server) {
        JsonObject body = JsonParser.parseString("""
                {"service_id":"s1","client_id":"9308h583","ip":"192.168.1.10","vhost":"__defaultVhost__","app":"live",
                 "tcUrl":"rtmp://origin-a.example/live","stream":"show","param":"?token=x&salt=y","stream_id":"vid-124q9y3",
                 "stream_url":"/live/show"}""").getAsJsonObject();
        body.addProperty("action", action);
        body.addProperty("server_id", server);
        return body;
    }

    private SystemClient.Reply hook(String target, JsonObject body) throws Exception {
        return system.send("POST", target, body.toString(), "Content-Type", "application/json");
    }

    private void accepted(JsonObject body) throws Exception {
        SystemClient.Reply reply = hook("/api/v1/srs/hooks", body);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().get("code").getAsInt()).isZero();
    }

    private long results(String result) {
        return system.proxy.counters().counter(HookCall.HOOKS, "result", result).sum();
    }

    private Optional<String> value(String namespace, String key) {
        return system.proxy
                .balancer()
                .affinity()
                .find(new AffinityKey(namespace, key))
                .toCompletableFuture()
                .join();
    }

    private Route route(StreamRole role) throws Exception {
        Session session =
                system.proxy.sessions().open("rtmp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000));
        session.identified(StreamUrl.ofKey(KEY), role);
        Route route = system.proxy
                .router()
                .route(session, RouteTarget.RTMP)
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        session.onEnd(() -> {});
        return route;
    }

    @ParameterizedTest
    @ValueSource(strings = {"vid-a", "vid-b"})
    void playersFindAStreamThatIsPublishedStraightToAnOrigin(String server) throws Exception {
        accepted(body("on_publish", server));
        assertThat(route(StreamRole.PLAY).origin().id()).isEqualTo(OriginId.of(server, "s1", "1"));
        assertThat(results("held")).isEqualTo(1);
        accepted(body("on_unpublish", server));
        assertThat(value("publisher", KEY)).isEmpty();
        assertThat(results("released")).isEqualTo(1);
    }

    @Test
    void whatIsPublishedThroughTheProxyIsTheProxysOwn() throws Exception {
        Route publishing = route(StreamRole.PUBLISH);
        String server = publishing.origin().server();
        accepted(body("on_publish", server)); // SRS asks before it answers the publisher
        publishing.established();
        String hold = value("publisher", KEY).orElseThrow();
        assertThat(hold).startsWith("test ");
        accepted(body("on_publish", server));
        accepted(body("on_unpublish", server));
        assertThat(value("publisher", KEY)).hasValue(hold);
        assertThat(results("known")).isEqualTo(2);
        Session session = system.proxy.sessions().open().iterator().next();
        session.end(Side.CLIENT, Cause.CLOSED);
        assertThat(value("publisher", KEY)).isEmpty();
    }

    @Test
    void aStreamThatAProxyHasElsewhereStaysThere() throws Exception {
        Route publishing = route(StreamRole.PUBLISH);
        publishing.established();
        String other = publishing.origin().server().equals("vid-a") ? "vid-b" : "vid-a";
        accepted(body("on_publish", other));
        assertThat(results("elsewhere")).isEqualTo(1);
        assertThat(value("stream", KEY)).hasValue(publishing.origin().id().text());
    }

    @Test
    void anSrsThatIsNotRegisteredIsAnsweredAllTheSame() throws Exception {
        accepted(body("on_publish", "vid-c"));
        JsonObject oldRun = body("on_publish", "vid-a");
        oldRun.addProperty("service_id", "s0");
        accepted(oldRun);
        assertThat(results("unknown_origin")).isEqualTo(2);
        assertThat(value("publisher", KEY)).isEmpty();
    }

    @Test
    void bodiesOfOldVersionsAreUnderstood() throws Exception {
        JsonObject old = body("on_publish", "vid-a");
        old.remove("service_id");
        old.remove("param");
        old.addProperty("client_id", 1985);
        accepted(old);
        assertThat(value("publisher", KEY)).isPresent();
        old.addProperty("action", "on_unpublish");
        accepted(old);
        assertThat(value("publisher", KEY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://h/live, ?vhost=v.example, v.example/live/show",
        "rtmp://h/live?vhost=v.example, '', v.example/live/show",
        "rtmp://h:1935/live, '', __defaultVhost__/live/show",
        "h/live, '', __defaultVhost__/live/show",
        "'', '', v2.example/live/show",
    })
    void theKeyIsTheOneThatClientsOfTheProxyMean(String tcUrl, String param, String key) throws Exception {
        JsonObject body = body("on_publish", "vid-a");
        body.addProperty("tcUrl", tcUrl);
        body.addProperty("param", param);
        body.addProperty("vhost", "v2.example");
        accepted(body);
        assertThat(value("publisher", key)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"on_connect", "on_close", "on_play", "on_stop", "on_dvr", "on_hls", "on_hls_notify"})
    void otherCallbacksAreAnsweredAndIgnored(String action) throws Exception {
        JsonObject body = new JsonObject();
        body.addProperty("action", action);
        accepted(body);
        assertThat(results("ignored")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "action, field 'action' is missing or empty",
        "server_id, field 'server_id' is missing or empty",
        "client_id, 'field ''client_id'' is missing, empty or too long'",
        "app, field 'app' is missing or empty",
        "stream, field 'stream' is missing or empty",
    })
    void aBodyThatLacksAFieldIsRefusedByItsName(String field, String error) throws Exception {
        JsonObject body = body("on_publish", "vid-a");
        body.remove(field);
        SystemClient.Reply reply = hook("/api/v1/srs/hooks", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("error").getAsString()).isEqualTo(error);
        assertThat(results("malformed")).isEqualTo(1);
        assertThat(value("publisher", KEY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "[]", "{", "action=on_publish"})
    void whatIsNoJsonObjectIsRefused(String body) throws Exception {
        assertThat(system.send("POST", "/api/v1/srs/hooks", body).status()).isEqualTo(400);
        assertThat(results("malformed")).isEqualTo(1);
    }

    @Test
    void fieldsOfAnotherKindOrWithControlCharactersAreRefused() throws Exception {
        JsonObject wrongKind = body("on_publish", "vid-a");
        wrongKind.addProperty("stream", 7);
        assertThat(hook("/api/v1/srs/hooks", wrongKind).status()).isEqualTo(400);
        JsonObject controls = body("on_publish", "vid-a");
        controls.addProperty("app", "li\u0001ve");
        assertThat(hook("/api/v1/srs/hooks", controls).status()).isEqualTo(400);
        assertThat(results("malformed")).isEqualTo(2);
    }

    @Test
    void withATokenItMayStandInTheUrl() throws Exception {
        Map<String, String> token = Map.of(
                "PROXY_HTTP_API_AUTH_ENABLED", "on",
                "PROXY_HTTP_API_AUTH_TYPE", "bearer",
                "PROXY_HTTP_API_AUTH_TOKEN", "secret");
        try (SystemClient guarded = new SystemClient(token)) {
            String body = body("on_publish", "vid-a").toString();
            assertThat(guarded.send("POST", "/api/v1/srs/hooks", body).status()).isEqualTo(401);
            assertThat(guarded.send("POST", "/api/v1/srs/hooks?token=wrong", body)
                            .status())
                    .isEqualTo(401);
            assertThat(guarded.send("POST", "/api/v1/srs/hooks?token=secret", body)
                            .status())
                    .isEqualTo(200);
            assertThat(guarded.send("POST", "/api/v1/srs/hooks", body, "Authorization", "Bearer secret")
                            .status())
                    .isEqualTo(200);
            assertThat(guarded.send("POST", "/api/v1/srs/register?token=secret", A)
                            .status())
                    .as("only where a header cannot be sent")
                    .isEqualTo(401);
        }
    }
}
