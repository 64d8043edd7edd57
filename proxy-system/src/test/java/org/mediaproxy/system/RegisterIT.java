package org.mediaproxy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;

final class RegisterIT {

    /** As SRS 6 sends it, with its summaries cut short. */
    private static final String SRS = """
            {"device_id":"origin-a","ip":"192.168.3.10","server":"vid-1","service":"s-2","pid":"41",
             "rtmp":["19351","tcp://[::]:19352"],"http":["tcp://0.0.0.0:8081"],"api":["19853"],
             "srt":["udp://0.0.0.0:10081"],"rtc":["udp://8001","tcp://8001"],
             "summaries":{"code":0,"data":{"ok":true,"now_ms":1}}}""";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static SystemClient system;

    @BeforeAll
    static void start() {
        system = new SystemClient(Map.of());
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @BeforeEach
    void forgetAll() {
        system.proxy.balancer().registered().clear();
    }

    private static JsonObject body() {
        return JsonParser.parseString(SRS).getAsJsonObject();
    }

    private static Origin only() {
        assertThat(system.proxy.balancer().registered()).hasSize(1);
        return system.proxy.balancer().registered().values().iterator().next();
    }

    @Test
    void theBodyOfSrsRegisters() throws Exception {
        SystemClient.Reply reply = system.register(SRS);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().get("code").getAsInt()).isZero();
        assertThat(reply.json().get("pid").getAsString())
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        Origin origin = only();
        assertThat(origin.id()).isEqualTo(new OriginId("vid-1-s-2-41"));
        assertThat(origin.deviceId()).isEqualTo("origin-a");
        assertThat(origin.spellings(OriginService.RTMP)).containsExactly("19351", "tcp://[::]:19352");
        assertThat(origin.endpoint(OriginService.RTC, false))
                .hasValueSatisfying(endpoint -> assertThat(endpoint.toString()).isEqualTo("tcp://192.168.3.10:8001"));
        assertThat(Duration.between(origin.updatedAt(), Instant.now())).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void onlyTheMandatoryFieldsAreNeeded() throws Exception {
        JsonObject body = body();
        for (String optional : List.of("device_id", "http", "api", "srt", "rtc", "summaries")) {
            body.remove(optional);
        }
        assertThat(system.register(body.toString()).status()).isEqualTo(200);
        assertThat(only().deviceId()).isEmpty();
    }

    private static List<@Nullable String[]> badBodies() {
        List<@Nullable String[]> bad = new ArrayList<>();
        for (String field : List.of("ip", "server", "service", "pid", "rtmp")) {
            bad.add(new @Nullable String[] {field, null});
            for (String value :
                    List.of("null", "\"\"", "\"  \"", "[]", "{}", "7", "true", "[7]", "[\"\"]", "[[\"1\"]]")) {
                bad.add(new String[] {field, value});
            }
        }
        for (String field : List.of("http", "api", "srt", "rtc", "rtsp", "device_id")) {
            for (String value : List.of("{}", "7", "false", "[{}]")) {
                bad.add(new String[] {field, value});
            }
        }
        for (String field : List.of("rtmp", "http", "api", "srt", "rtc", "rtsp")) {
            for (String value : List.of("\"http://1:2\"", "[\"70000\"]", "[\"1935\",\"x\"]", "\"a:b:1\"", "[\"0\"]")) {
                bad.add(new String[] {field, value});
            }
        }
        bad.add(new String[] {"ip", "\"a b\""});
        bad.add(new String[] {"ip", "\"http://a\""});
        bad.add(new String[] {"ip", "\"a:1935\""});
        bad.add(new String[] {"server", "\"a\\nb\""});
        bad.add(new String[] {"server", "\"" + "x".repeat(300) + "\""});
        return bad;
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void aWrongFieldIsNamedAndNothingIsRegistered(String field, @Nullable String value) throws Exception {
        JsonObject body = body();
        body.remove(field);
        if (value != null) {
            JsonElement parsed = JsonParser.parseString(value);
            body.add(field, parsed);
        }
        SystemClient.Reply reply =
                system.register(new GsonBuilder().serializeNulls().create().toJson(body));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("code").getAsInt()).isEqualTo(400);
        assertThat(reply.json().get("error").getAsString()).contains("'" + field + "'");
        assertThat(system.proxy.balancer().registered()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "[]", "{", "\"x\"", "null", "{\"ip\":"})
    void whatIsNoJsonObjectIsRefused(String body) throws Exception {
        SystemClient.Reply reply = system.register(body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("error").getAsString()).contains("body");
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp, 1935, tcp://10.0.0.9:1935",
        "rtmp, 0.0.0.0:1935, tcp://10.0.0.9:1935",
        "rtmp, 192.168.1.2:1935, tcp://192.168.1.2:1935",
        "rtmp, [::]:1935, tcp://10.0.0.9:1935",
        "rtmp, tcp://:1935, tcp://10.0.0.9:1935",
        "rtmp, tcp://0.0.0.0:1935, tcp://10.0.0.9:1935",
        "rtmp, tcp://192.168.3.10:1935, tcp://192.168.3.10:1935",
        "srt, 10080, udp://10.0.0.9:10080",
        "srt, udp://0.0.0.0:10080, udp://10.0.0.9:10080",
        "rtc, udp://0.0.0.0:8001, udp://10.0.0.9:8001",
        "rtc, udp://8000, udp://10.0.0.9:8000",
        "rtc, tcp://0.0.0.0:8001, tcp://10.0.0.9:8001",
        "rtc, tcp://8000, tcp://10.0.0.9:8000",
        "rtsp, 8554, tcp://10.0.0.9:8554"
    })
    void everySpellingOfTheWildLeadsSomewhere(String field, String spelling, String endpoint) throws Exception {
        for (boolean single : List.of(true, false)) {
            JsonObject body = body();
            body.addProperty("ip", "10.0.0.9");
            body.add(field, JsonParser.parseString(single ? "\"" + spelling + "\"" : "[\"" + spelling + "\"]"));
            assertThat(system.register(body.toString()).status()).isEqualTo(200);
            OriginService service = OriginService.valueOf(field.toUpperCase(Locale.ROOT));
            boolean udp = endpoint.startsWith("udp");
            assertThat(only().endpoint(service, udp).orElseThrow().toString()).isEqualTo(endpoint);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::7, tcp://[2001:db8::7]:19351",
        "[2001:db8::7], tcp://[2001:db8::7]:19351",
        "origin-1.example, tcp://origin-1.example:19351"
    })
    void anIpMayBeIpv6OrAName(String ip, String endpoint) throws Exception {
        JsonObject body = body();
        body.addProperty("ip", ip);
        assertThat(system.register(body.toString()).status()).isEqualTo(200);
        assertThat(only().endpoint(OriginService.RTMP, false).orElseThrow().toString())
                .isEqualTo(endpoint);
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        assertThat(system.send("PUT", "/api/v1/srs/register", SRS).status()).isEqualTo(405);
    }

    @Test
    void theTokenGuardsRegistrationWhereOneIsConfigured() throws Exception {
        Map<String, String> auth = Map.of(
                "PROXY_HTTP_API_AUTH_ENABLED", "on",
                "PROXY_HTTP_API_AUTH_TYPE", "bearer",
                "PROXY_HTTP_API_AUTH_TOKEN", "s3cret");
        try (SystemClient guarded = new SystemClient(auth)) {
            assertThat(guarded.register(SRS).status()).isEqualTo(401);
            assertThat(guarded.register(SRS, "Authorization", "Bearer wrong").status())
                    .isEqualTo(401);
            assertThat(guarded.proxy.balancer().registered()).isEmpty();
            assertThat(guarded.register(SRS, "Authorization", "Bearer s3cret").status())
                    .isEqualTo(200);
            assertThat(guarded.send("POST", "/api/v1/origins/vid-1-s-2-41/drain", "")
                            .status())
                    .isEqualTo(401);
            assertThat(guarded.send("GET", "/api/v1/origins", "").status()).isEqualTo(200);
        }
    }
}
