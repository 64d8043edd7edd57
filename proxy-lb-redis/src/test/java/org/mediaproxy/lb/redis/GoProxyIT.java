package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.redis.Answers.answer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.AffinityKey;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** One Redis for Go proxies and ours: what {@code internal/lb/redis.go} writes is read, and what it reads is written. */
class GoProxyIT {

    private static final AffinityKey STREAM = new AffinityKey("stream", "__defaultVhost__/live/livestream");
    private static final Duration TTL = Duration.ofSeconds(20);

    private static RedisProcess redis;

    private Jedis go;
    private RedisLoadBalancer ours;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void open() {
        redis.flush();
        go = redis.client();
        ours = withPrefix("");
    }

    private static RedisLoadBalancer withPrefix(String prefix) {
        String port = Integer.toString(redis.port());
        return RedisContract.open(
                Map.of("PROXY_REDIS_PORT", port, "PROXY_REDIS_KEY_PREFIX", prefix), Duration.ofSeconds(60));
    }

    @AfterEach
    void close() {
        ours.close();
        go.close();
    }

    /** As {@code Update} does it. */
    private void goRegisters(String key, String json) {
        go.set(key, json, SetParams.setParams().ex(300));
        JsonArray keys = new JsonArray();
        String before = go.get("srs-proxy-all-servers");
        if (before != null) {
            keys = JsonParser.parseString(before).getAsJsonArray();
        }
        keys.add(key);
        go.set("srs-proxy-all-servers", keys.toString());
    }

    private static String goServer(String server) {
        return "{\"ip\":\"192.168.3.10\",\"device_id\":\"origin1\",\"server_id\":\"" + server
                + "\",\"service_id\":\"run\","
                + "\"pid\":\"7\",\"rtmp\":[\"19351\",\"tcp:1936\"],\"http\":[\"8081\"],\"api\":[\"19851\"],"
                + "\"srt\":[\"udp://0.0.0.0:10081\"],\"rtc\":[\"udp://0.0.0.0:8001\"],"
                + "\"update_at\":\"2026-03-01T13:00:00.123456789+01:00\"}";
    }

    @Test
    void anOriginThatRegisteredAtAGoProxyIsLive() throws Exception {
        goRegisters("srs-proxy-server:vid-1-run-7", goServer("vid-1"));

        Origin origin = answer(ours.origins().find(new OriginId("vid-1-run-7"))).orElseThrow();

        assertThat(origin.ip()).isEqualTo("192.168.3.10");
        assertThat(origin.deviceId()).isEqualTo("origin1");
        assertThat(origin.spellings(OriginService.RTMP))
                .as("what is understood")
                .containsExactly("19351");
        assertThat(origin.spellings(OriginService.RTC)).containsExactly("udp://0.0.0.0:8001");
        assertThat(origin.updatedAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00.123456789Z"));
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(answer(ours.origins().live())).containsExactly(origin));
    }

    @Test
    void anOriginThatRegisteredHereHasTheRecordThatGoReads() throws Exception {
        answer(ours.origins().register(Answers.origin("vid-2", "run")));

        String key = "srs-proxy-server:vid-2-run-1";
        assertThat(JsonParser.parseString(go.get("srs-proxy-all-servers")).getAsJsonArray())
                .singleElement()
                .satisfies(item -> assertThat(item.getAsString()).isEqualTo(key));
        assertThat(go.ttl("srs-proxy-all-servers")).as("the list has no expiry").isEqualTo(-1);
        assertThat(go.ttl(key)).isBetween(50L, 60L);
        JsonObject json = JsonParser.parseString(go.get(key)).getAsJsonObject();
        assertThat(json.get("ip").getAsString()).isEqualTo("10.0.0.7");
        assertThat(json.get("device_id").getAsString()).isEqualTo("rack-4");
        assertThat(json.get("server_id").getAsString()).isEqualTo("vid-2");
        assertThat(json.get("service_id").getAsString()).isEqualTo("run");
        assertThat(json.get("pid").getAsString()).isEqualTo("1");
        assertThat(json.get("rtmp").toString()).isEqualTo("[\"1935\"]");
        assertThat(json.get("http").toString()).isEqualTo("[\"8080\"]");
        assertThat(json.get("rtc").toString()).isEqualTo("[\"udp://0.0.0.0:8000\"]");
        assertThat(json.get("update_at").getAsString()).isEqualTo("2026-03-01T12:00:00.123Z");
    }

    @Test
    void originsOfBothAreOnTheOneList() throws Exception {
        goRegisters("srs-proxy-server:vid-1-run-7", goServer("vid-1"));
        go.set("srs-proxy-all-servers", "[\"srs-proxy-server:vid-1-run-7\",\"srs-proxy-server:gone-run-1\"]");

        answer(ours.origins().register(Answers.origin("vid-2", "run")));

        assertThat(go.get("srs-proxy-all-servers"))
                .as("Go drops what has expired; so do we")
                .isEqualTo("[\"srs-proxy-server:vid-1-run-7\",\"srs-proxy-server:vid-2-run-1\"]");
        assertThat(answer(ours.origins().live())).extracting(Origin::server).containsExactly("vid-1", "vid-2");
    }

    @Test
    void aListWithoutOriginsStaysAList() throws Exception {
        answer(ours.origins().register(Answers.origin("vid-2", "run")));

        answer(ours.origins().remove(new OriginId("vid-2-run-1")));

        assertThat(go.get("srs-proxy-all-servers")).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "{\"a\":1}", "[1,null,{}]", "[\"srs-proxy-all-servers\"]"})
    void aBrokenListIsRepairedByTheNextRegistration(String broken) throws Exception {
        go.set("srs-proxy-all-servers", broken);

        answer(ours.origins().register(Answers.origin("vid-2", "run")));

        assertThat(answer(ours.origins().live())).extracting(Origin::server).containsExactly("vid-2");
    }

    @Test
    void aStreamThatGoPickedGoesThere() throws Exception {
        go.set("srs-proxy-url:__defaultVhost__/live/livestream", "srs-proxy-server:vid-1-run-7");

        assertThat(answer(ours.affinity().find(STREAM))).contains("vid-1-run-7");
        assertThat(answer(ours.affinity().bindIfAbsent(STREAM, "vid-2-run-1", TTL)))
                .isEqualTo("vid-1-run-7");
        assertThat(answer(ours.affinity().list("stream", "", 10)).values())
                .containsExactly(Map.entry(STREAM.name(), "vid-1-run-7"));
    }

    @Test
    void aStreamThatGoPickedKeepsItsEndlessLife() throws Exception {
        go.set("srs-proxy-url:__defaultVhost__/live/livestream", "srs-proxy-server:vid-1-run-7");

        assertThat(answer(ours.affinity().touch(STREAM, TTL))).isTrue();

        assertThat(go.ttl("srs-proxy-url:__defaultVhost__/live/livestream")).isEqualTo(-1);
    }

    @Test
    void aStreamThatIsBoundHereIsTheServerKeyThatGoReads() throws Exception {
        answer(ours.affinity().bindIfAbsent(STREAM, "vid-2-run-1", TTL));

        String key = "srs-proxy-url:__defaultVhost__/live/livestream";
        assertThat(go.get(key)).isEqualTo("srs-proxy-server:vid-2-run-1");
        assertThat(go.ttl(key)).isBetween(15L, 20L);
        assertThat(answer(ours.affinity().rebind(STREAM, "vid-2-run-1", "vid-3-run-1", TTL)))
                .isTrue();
        assertThat(go.get(key)).isEqualTo("srs-proxy-server:vid-3-run-1");
    }

    @Test
    void aBindingThatNamesNoServerKeyCanBeMoved() throws Exception {
        go.set("srs-proxy-url:__defaultVhost__/live/livestream", "something else");

        assertThat(answer(ours.affinity().find(STREAM))).contains("something else");
        assertThat(answer(ours.affinity().rebind(STREAM, "something else", "vid-2-run-1", TTL)))
                .isTrue();

        assertThat(go.get("srs-proxy-url:__defaultVhost__/live/livestream")).isEqualTo("srs-proxy-server:vid-2-run-1");
    }

    @Test
    void sessionsOfWebRtcAndHlsAreUnderGoesKeys() throws Exception {
        String json = "{\"stream_url\":\"__defaultVhost__/live/livestream\",\"ufrag\":\"a:b\"}";
        go.set("srs-proxy-ufrag:a:b", json, SetParams.setParams().ex(120));
        go.set(
                "srs-proxy-spbhid:42",
                "{\"spbhid\":\"42\"}",
                SetParams.setParams().ex(120));

        assertThat(answer(ours.affinity().find(new AffinityKey("ice", "a:b")))).contains(json);
        assertThat(answer(ours.affinity().find(new AffinityKey("spbhid", "42"))))
                .contains("{\"spbhid\":\"42\"}");
        answer(ours.affinity().bindIfAbsent(new AffinityKey("ice", "c:d"), json, TTL));
        assertThat(go.get("srs-proxy-ufrag:c:d")).isEqualTo(json);
    }

    @Test
    void whatGoDoesNotKnowIsUnderKeysThatItNeverReads() throws Exception {
        answer(ours.affinity().bindIfAbsent(new AffinityKey("publisher", STREAM.name()), "proxy", TTL));

        assertThat(go.keys("*"))
                .filteredOn(key -> !key.startsWith("srs-proxy-probe:"))
                .containsExactly("srs-proxy-affinity:publisher:" + STREAM.name());
    }

    @Test
    void aPrefixIsPutBeforeEveryKeyAndBeforeTheKeysInValues() throws Exception {
        redis.flush();
        try (RedisLoadBalancer prefixed = withPrefix("a*b")) {
            answer(prefixed.origins().register(Answers.origin("vid-2", "run")));
            answer(prefixed.affinity().bindIfAbsent(STREAM, "vid-2-run-1", TTL));

            assertThat(go.get("a*b:srs-proxy-url:__defaultVhost__/live/livestream"))
                    .isEqualTo("a*b:srs-proxy-server:vid-2-run-1");
            assertThat(go.get("a*b:srs-proxy-all-servers")).isEqualTo("[\"a*b:srs-proxy-server:vid-2-run-1\"]");
            assertThat(go.keys("*")).allMatch(key -> key.startsWith("a*b:srs-proxy-"));
            assertThat(answer(prefixed.affinity().list("stream", "", 10)).values())
                    .containsExactly(Map.entry(STREAM.name(), "vid-2-run-1"));
        }
        assertThat(answer(ours.affinity().list("stream", "", 10)).values()).isEmpty();
        assertThat(answer(ours.affinity().find(STREAM))).isEqualTo(java.util.Optional.empty());
        assertThat(List.copyOf(answer(ours.origins().live()))).isEmpty();
    }
}
