package org.mediaproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;

@SuppressWarnings("NullAway.Init") // set before each test
final class OriginApiIT {

    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(Map.of());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonObject success(String target) throws Exception {
        ApiFixture.Reply reply = api.get(target);
        assertThat(reply.status()).as(target).isEqualTo(200);
        assertThat(reply.code()).as(reply.body()).isZero();
        assertThat(reply.json().keySet()).contains("code", "server", "service", "pid");
        return reply.json();
    }

    private static List<String> texts(JsonArray rows, String field) {
        List<String> texts = new ArrayList<>();
        for (JsonElement row : rows) {
            texts.add(row.getAsJsonObject().get(field).getAsString());
        }
        return texts;
    }

    private JsonObject row(String kind, int index) throws Exception {
        return success("/api/v1/" + kind + "/?count=100")
                .getAsJsonArray(kind)
                .get(index)
                .getAsJsonObject();
    }

    @Test
    void streamsAreThoseOfAllOriginsAndNameThem() throws Exception {
        JsonObject reply = success("/api/v1/streams/");
        JsonArray streams = reply.getAsJsonArray("streams");
        assertThat(texts(streams, "name")).containsExactly("one", "two", "one", "three");
        assertThat(texts(streams, "origin")).containsExactly("a-s-a-7", "a-s-a-7", "b-s-b-7", "c-s-c-7");
        assertThat(new HashSet<>(texts(streams, "id"))).hasSize(4);
        assertThat(reply.getAsJsonArray("missing")).isEmpty();
        assertThat(success("/api/v1/streams/")).isEqualTo(reply);
    }

    @Test
    void aRowIsAsTheOriginWroteItButForItsIds() throws Exception {
        String body = api.get("/api/v1/streams/").body();
        assertThat(body)
                .contains("\"frames\":9007199254740993")
                .contains("\"video\":null")
                .contains("\"tcUrl\":\"rtmp://127.0.0.1:19352/live\"");
        JsonObject stream = row("streams", 0);
        assertThat(stream.keySet())
                .containsExactly(
                        "id",
                        "name",
                        "vhost",
                        "app",
                        "tcUrl",
                        "url",
                        "live_ms",
                        "clients",
                        "frames",
                        "send_bytes",
                        "recv_bytes",
                        "kbps",
                        "publish",
                        "video",
                        "audio",
                        "origin");
    }

    @Test
    void streamsClientsAndVhostsNameEachOtherByTheNewIds() throws Exception {
        JsonObject stream = row("streams", 1);
        JsonObject client = row("clients", 3);
        assertThat(stream.getAsJsonObject("publish").get("cid")).isEqualTo(client.get("id"));
        assertThat(client.get("stream")).isEqualTo(stream.get("id"));
        assertThat(client.get("publish").getAsBoolean()).isTrue();
        assertThat(client.get("vhost")).isEqualTo(stream.get("vhost"));
        JsonObject vhost =
                success("/api/v1/vhosts/" + stream.get("vhost").getAsString()).getAsJsonObject("vhost");
        assertThat(vhost.get("name").getAsString()).isEqualTo("v.example");
    }

    @Test
    void clientsComeByTheDozenAndInPages() throws Exception {
        assertThat(success("/api/v1/clients/").getAsJsonArray("clients")).hasSize(10);
        assertThat(success("/api/v1/clients").getAsJsonArray("clients")).hasSize(10);
        List<String> all = texts(success("/api/v1/clients/?count=1000").getAsJsonArray("clients"), "id");
        assertThat(all).hasSize(37).doesNotHaveDuplicates();
        List<String> walked = new ArrayList<>();
        for (int start = 0; start < 40; start += 4) {
            walked.addAll(texts(
                    success("/api/v1/clients/?start=" + start + "&count=4").getAsJsonArray("clients"), "id"));
        }
        assertThat(walked).isEqualTo(all);
    }

    @Test
    void oneRowIsFoundAtItsOwnerWhomNobodyElseIsAskedFor() throws Exception {
        JsonObject listed = row("clients", 5);
        api.apis.forEach(one -> one.srs.asked.clear());
        JsonObject client =
                success("/api/v1/clients/" + listed.get("id").getAsString()).getAsJsonObject("client");
        assertThat(client).isEqualTo(listed);
        assertThat(api.asked("a")).isEmpty();
        assertThat(api.asked("b")).containsExactly("GET /api/v1/clients/onepub");
        assertThat(api.asked("c")).isEmpty();
        JsonObject stream = row("streams", 3);
        assertThat(success("/api/v1/streams/" + stream.get("id").getAsString()).get("stream"))
                .isEqualTo(stream);
    }

    @Test
    void vhostsAreMergedByTheirNames() throws Exception {
        JsonArray vhosts = success("/api/v1/vhosts/").getAsJsonArray("vhosts");
        assertThat(texts(vhosts, "name")).containsExactly("__defaultVhost__", "v.example");
        JsonObject merged = vhosts.get(1).getAsJsonObject();
        assertThat(merged.get("clients").getAsInt()).isEqualTo(3);
        assertThat(merged.get("streams").getAsInt()).isEqualTo(2);
        assertThat(merged.get("send_bytes").getAsLong()).isEqualTo(2 * 9007199254740993L);
        assertThat(merged.getAsJsonObject("kbps").get("send_30s").getAsInt()).isEqualTo(40);
        assertThat(merged.getAsJsonObject("hls").get("enabled").getAsBoolean()).isTrue();
        assertThat(merged.get("origins").toString()).isEqualTo("[\"a-s-a-7\",\"b-s-b-7\"]");
        String id = merged.get("id").getAsString();
        for (String known : List.of(
                id, "v.example", RowId.of(api.api("b").origin(), "vid-1").toString())) {
            assertThat(success("/api/v1/vhosts/" + known).get("vhost")).isEqualTo(merged);
        }
    }

    @Test
    void summariesAreSumsAndTheFiguresOfEach() throws Exception {
        String body = api.get("/api/v1/summaries").body();
        assertThat(body).doesNotContain("secret");
        JsonObject reply = success("/api/v1/summaries");
        JsonObject data = reply.getAsJsonObject("data");
        assertThat(data.get("ok").getAsBoolean()).isTrue();
        JsonObject self = data.getAsJsonObject("self");
        assertThat(self.get("version").getAsString()).isEqualTo("7.0.18");
        assertThat(self.get("mem_kbyte").getAsLong()).isEqualTo(3000);
        assertThat(self.get("mem_percent").getAsDouble()).isEqualTo(0.01);
        assertThat(self.get("cpu_percent").getAsDouble()).isEqualTo(0.75);
        assertThat(self.get("srs_uptime").getAsInt()).isEqualTo(26);
        assertThat(self.keySet()).contains("pid", "ppid", "argv", "cwd"); // a console shows them, so they are there
        JsonObject system = data.getAsJsonObject("system");
        assertThat(system.get("cpus").getAsInt()).isEqualTo(6);
        assertThat(system.get("cpu_percent").getAsDouble()).isEqualTo(0.5);
        assertThat(system.get("mem_ram_percent").getAsDouble()).isEqualTo(0.2);
        assertThat(system.get("net_recv_bytes").getAsLong()).isEqualTo(3 * 9007199254740993L);
        assertThat(system.get("net_sample_time").getAsLong()).isEqualTo(1795345850742L);
        assertThat(system.get("load_1m").getAsDouble()).isEqualTo(0.48);
        assertThat(system.get("conn_srs").getAsInt()).isEqualTo(9);
        assertThat(texts(reply.getAsJsonArray("origins"), "id")).containsExactly("a-s-a-7", "b-s-b-7", "c-s-c-7");
        JsonObject own = reply.getAsJsonArray("origins").get(1).getAsJsonObject();
        assertThat(own.getAsJsonObject("self").get("mem_kbyte").getAsLong()).isEqualTo(1000);
        JsonObject asked = JsonParser.parseString(api.api("a").srs.answer("GET", "/api/v1/summaries"))
                .getAsJsonObject()
                .getAsJsonObject("data");
        assertThat(self.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        asked.getAsJsonObject("self").keySet());
        assertThat(system.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        asked.getAsJsonObject("system").keySet());
    }

    @Test
    void aClientIsKickedOffByItsOwnerAlone() throws Exception {
        String id = row("clients", 5).get("id").getAsString();
        ApiFixture.Reply reply = api.send("DELETE", "/api/v1/clients/" + id);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.code()).isZero();
        assertThat(reply.json().get("origin").getAsString()).isEqualTo("b-s-b-7");
        assertThat(api.api("a").srs.kicked).isEmpty();
        assertThat(api.api("b").srs.kicked).containsExactly("onepub");
        assertThat(api.api("c").srs.kicked).isEmpty();
        assertThat(api.send("DELETE", "/api/v1/clients/" + id).code()).isEqualTo(2049);
        assertThat(api.get("/api/v1/clients/" + id).code()).isEqualTo(2049);
    }

    @Test
    void aClientIsKickedOffByTheIdOfItsOriginWhereTheOriginIsNamed() throws Exception {
        assertThat(api.send("DELETE", "/api/v1/clients/onepub?origin=b-s-b-7").code())
                .isZero();
        assertThat(api.api("a").srs.kicked).isEmpty();
        assertThat(api.api("b").srs.kicked).containsExactly("onepub");
        assertThat(api.send("DELETE", "/api/v1/clients/onepub?origin=nobody").code())
                .isEqualTo(2049);
        assertThat(api.send("DELETE", "/api/v1/clients/a%2Fb?origin=a-s-a-7").code())
                .isEqualTo(2049);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/clients/nobody, 2049",
        "/api/v1/clients/000000000000-nobody, 2049",
        "/api/v1/clients/ea0749b108b2-nobody, 2049",
        "/api/v1/clients/ea0749b108b2-%2e%2e, 2049",
        "/api/v1/clients/ea0749b108b2-a%2f..%2fraw, 2049",
        "/api/v1/clients/ea0749b108b2-x%3Frpc=reload, 2049",
        "/api/v1/clients/ea0749b108b2-x%0d%0aHost:%20y, 2049",
        "/api/v1/streams/nobody, 2048",
        "/api/v1/streams/ea0749b108b2-nobody, 2048",
        "/api/v1/vhosts/nobody, 2014"
    })
    void whatIsNotThereIsToldAsSrsTellsIt(String target, int code) throws Exception {
        ApiFixture.Reply reply = api.get(target);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(api.asked("a")).allMatch(asked -> asked.matches("GET /api/v1/(vhosts/|(clients|streams)/nobody)"));
    }

    @Test
    void aHungOriginIsLeftOutAndNamedWithinTheDeadline() throws Exception {
        api.api("b").mood = FakeSrsApi.Mood.HUNG;
        for (String target : List.of("streams/", "clients/", "clients/?start=5&count=500", "vhosts/", "summaries")) {
            long begin = System.nanoTime();
            JsonObject reply = success("/api/v1/" + target);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(target).isLessThan(Duration.ofSeconds(2));
            JsonArray missing = reply.getAsJsonArray("missing");
            assertThat(missing.toString()).as(target).isEqualTo("[{\"origin\":\"b-s-b-7\",\"reason\":\"timeout\"}]");
        }
        assertThat(texts(success("/api/v1/streams/").getAsJsonArray("streams"), "name"))
                .containsExactly("one", "two", "three");
        assertThat(texts(success("/api/v1/clients/?start=5&count=500").getAsJsonArray("clients"), "origin"))
                .hasSize(31)
                .containsOnly("c-s-c-7");
    }

    @ParameterizedTest
    @EnumSource(
            value = FakeSrsApi.Mood.class,
            names = {"FINE", "HUNG"},
            mode = EnumSource.Mode.EXCLUDE)
    void anOriginThatAnswersBadlyIsLeftOutAndNamed(FakeSrsApi.Mood mood) throws Exception {
        String reason =
                switch (mood) {
                    case LOCKED -> "unauthorized";
                    case FAILING, ELSEWHERE -> "error";
                    case ENDLESS -> "too_large";
                    default -> "malformed";
                };
        api.api("b").mood = mood;
        for (String target : List.of("streams/", "clients/?count=5000", "vhosts/", "summaries")) {
            JsonObject reply = success("/api/v1/" + target);
            assertThat(reply.getAsJsonArray("missing").toString())
                    .as(target)
                    .isEqualTo("[{\"origin\":\"b-s-b-7\",\"reason\":\"" + reason + "\"}]");
        }
        assertThat(counted(reason)).isEqualTo(4);
        String id = RowId.of(api.api("b").origin(), "onepub").toString();
        ApiFixture.Reply one = api.get("/api/v1/clients/" + id);
        assertThat(one.status()).isEqualTo(502);
        assertThat(one.body()).contains("b-s-b-7").contains(reason);
    }

    private long counted(String result) {
        return api.proxy
                .counters()
                .snapshot()
                .getOrDefault(new CounterId(OriginApi.CALLS, List.of("result", result)), 0L);
    }

    @Test
    void anOriginThatIsGoneIsLeftOutAndNamed() throws Exception {
        api.api("b").close();
        assertThat(success("/api/v1/streams/").getAsJsonArray("missing").toString())
                .isEqualTo("[{\"origin\":\"b-s-b-7\",\"reason\":\"unreachable\"}]");
    }

    @Test
    void theOwnerThatHangsIsA504() throws Exception {
        String id = row("clients", 5).get("id").getAsString();
        api.api("b").mood = FakeSrsApi.Mood.HUNG;
        assertThat(api.get("/api/v1/clients/" + id).status()).isEqualTo(504);
        assertThat(api.send("DELETE", "/api/v1/clients/" + id).status()).isEqualTo(504);
        assertThat(api.get("/api/v1/authors?origin=b-s-b-7").status()).isEqualTo(504);
    }

    @Test
    void withoutOriginsThereIsAnEmptyUnion() throws Exception {
        api.proxy.balancer().registered().clear();
        assertThat(success("/api/v1/streams/").getAsJsonArray("streams")).isEmpty();
        assertThat(success("/api/v1/vhosts/").getAsJsonArray("vhosts")).isEmpty();
        JsonObject self = success("/api/v1/summaries").getAsJsonObject("data").getAsJsonObject("self");
        assertThat(self.get("mem_kbyte").getAsInt()).isZero();
    }

    @Test
    void oneOriginSpeaksForItselfWhereItIsNamed() throws Exception {
        ApiFixture.Reply reply = api.get("/api/v1/authors?origin=b-s-b-7");
        assertThat(reply.body()).isEqualTo(api.api("b").srs.answer("GET", "/api/v1/authors"));
        assertThat(reply.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        api.apis.forEach(one -> one.srs.asked.clear());
        api.get("/api/v1/clients/?origin=b-s-b-7&start=0&count=20&callback=f&x=y&rpc=reload");
        assertThat(api.asked("b")).containsExactly("GET /api/v1/clients/?start=0&count=20");
        api.get("/api/v1/streams?origin=b-s-b-7&start=a%26rpc=reload");
        assertThat(api.asked("b")).contains("GET /api/v1/streams/?start=a%26rpc%3Dreload");
        assertThat(api.asked("a")).isEmpty();
    }

    @Test
    void whatAnOriginSaysIsNeverAPage() throws Exception {
        ApiFixture.Reply reply = api.get("/api/v1/tcmalloc?origin=a-s-a-7&page=summary");
        assertThat(reply.body()).contains("<script>");
        assertThat(reply.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(reply.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/raw",
                "/api/v1/raw?rpc=reload",
                "/api/v1/tests/requests",
                "/api/v1/signal?signo=SIGTERM",
                "/api/v1/valgrind",
                "/api/v1/clusters",
                "/api/v1/authors/x",
                "/api/v1/clients/a%2fb",
                "/api/v1/clients/..%2fraw",
                "/api/v1/nothing"
            })
    void whatIsNotOnTheListReachesNoOrigin(String target) throws Exception {
        api.get(target + (target.indexOf('?') < 0 ? "?" : "&") + "origin=a-s-a-7");
        api.get(target);
        assertThat(api.asked("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/authors",
                "/api/v1/authors?origin=",
                "/api/v1/authors?origin=nobody",
                "/api/v1/tests/requests?origin=a-s-a-7",
                "/api/v1/nothing",
                "/api/v1/nothing?origin=a-s-a-7",
                "/api/v2/"
            })
    void whatIsNotServedIsA404(String target) throws Exception {
        assertThat(api.get(target).status()).isEqualTo(404);
    }

    @Test
    void originsGetOurCredentialsAndNotTheCallers() throws Exception {
        api.get("/api/v1/streams/", "Authorization", "Basic c2VjcmV0");
        assertThat(api.api("a").authorizations).containsExactly("");
        try (ApiFixture basic = new ApiFixture(
                Map.of("PROXY_ORIGIN_API_USERNAME", "admin", "PROXY_ORIGIN_API_PASSWORD", "pass word"))) {
            basic.get("/api/v1/streams/", "Authorization", "Basic c2VjcmV0");
            assertThat(basic.api("a").authorizations).containsExactly("Basic YWRtaW46cGFzcyB3b3Jk");
        }
        try (ApiFixture bearer = new ApiFixture(Map.of("PROXY_ORIGIN_API_TOKEN", "t0ken"))) {
            bearer.get("/api/v1/streams/");
            assertThat(bearer.api("a").authorizations).containsExactly("Bearer t0ken");
        }
    }

    @Test
    void anOriginWithoutAnApiIsNamedApart() throws Exception {
        api.proxy
                .balancer()
                .origins()
                .register(new Origin(
                        "z",
                        "s",
                        "1",
                        "127.0.0.1",
                        "",
                        Map.of(OriginService.RTMP, List.of("1935")),
                        Instant.EPOCH,
                        false));
        JsonObject reply = success("/api/v1/streams/");
        assertThat(reply.getAsJsonArray("missing")).isEmpty();
        assertThat(reply.get("without_api").toString()).isEqualTo("[\"z-s-1\"]");
        assertThat(api.get("/api/v1/authors?origin=" + new OriginId("z-s-1")).status())
                .isEqualTo(404);
    }

    @Test
    void theIndexIsThere() throws Exception {
        for (String path : List.of("/api/v1/", "/api/v1", "/api/", "/api")) {
            assertThat(success(path).getAsJsonObject("urls").keySet()).as(path).isNotEmpty();
        }
        assertThat(api.send("OPTIONS", "/api/v1/clients/").status()).isEqualTo(200);
        assertThat(api.send("POST", "/api/v1/clients/").status()).isEqualTo(405);
        assertThat(api.send("DELETE", "/api/v1/streams/x").status()).isEqualTo(405);
    }
}
