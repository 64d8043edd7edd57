package org.mediaproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.BearerAuth;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.testing.RawConnection;

/** Who may do what, and what a browser can be made to do. */
final class OriginApiAccessIT {

    private static final Map<String, String> ON = Map.of(
            "PROXY_HTTP_API_AUTH_ENABLED", "on",
            "PROXY_HTTP_API_AUTH_TYPE", "bearer",
            "PROXY_HTTP_API_AUTH_TOKEN", "s3cret");

    private static final String READ = "GET /api/v1/streams/";
    private static final String INDEX = "GET /api/v1/";
    private static final String PASS = "GET /api/v1/authors?origin=b-s-b-7";
    private static final String PASS_ROWS = "GET /api/v1/streams/?origin=b-s-b-7";
    private static final String KICK = "DELETE /api/v1/clients/ID";
    private static final String JSONP_KICK = "GET /api/v1/clients/ID?callback=f&method=DELETE";

    private @Nullable ApiFixture api;

    @AfterEach
    void stop() {
        if (api != null) {
            api.close();
        }
    }

    private ApiFixture start(Map<String, String> settings) throws Exception {
        ApiFixture started = new ApiFixture(settings);
        api = started;
        return started;
    }

    private static ApiFixture.Reply call(ApiFixture api, String what, String... headers) throws Exception {
        String id = RowId.of(api.api("b").origin(), "onepub").toString();
        int blank = what.indexOf(' ');
        return api.send(what.substring(0, blank), what.substring(blank + 1).replace("ID", id), headers);
    }

    @Test
    void withATokenEveryCallNeedsItEvenFromThisMachine() throws Exception {
        ApiFixture on = start(ON);
        for (String call : List.of(READ, INDEX, PASS, PASS_ROWS, JSONP_KICK, KICK)) {
            ApiFixture.Reply refused = call(on, call);
            assertThat(refused.status()).as(call).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(call(on, call, "Authorization", "Bearer wrong").status())
                    .as(call)
                    .isEqualTo(401);
        }
        assertThat(on.api("b").srs.kicked).isEmpty();
        for (String call : List.of(READ, INDEX, PASS, PASS_ROWS, JSONP_KICK)) {
            assertThat(call(on, call, "Authorization", "Bearer s3cret").status())
                    .as(call)
                    .isEqualTo(200);
        }
        assertThat(on.api("b").srs.kicked).containsExactly("onepub");
        assertThat(on.get("/api/v1/versions").status()).as("versions").isEqualTo(200);
    }

    @Test
    void withoutATokenReadingIsForAllAndTheRestForThisMachine() throws Exception {
        ApiFixture off = start(Map.of());
        String[] elsewhere = {"X-Forwarded-For", "192.0.2.1"};
        for (String call : List.of(READ, INDEX)) {
            assertThat(call(off, call, elsewhere).status()).as(call).isEqualTo(200);
        }
        for (String call : List.of(PASS, PASS_ROWS, KICK, JSONP_KICK)) {
            assertThat(call(off, call, elsewhere).status()).as(call).isEqualTo(403);
        }
        assertThat(off.asked("b")).containsExactly("GET /api/v1/streams/?start=0&count=10");
        for (String call : List.of(PASS, PASS_ROWS, KICK)) {
            assertThat(call(off, call).status()).as(call).isEqualTo(200);
        }
        assertThat(off.api("b").srs.kicked).containsExactly("onepub");
    }

    @Test
    void aConsoleOnThisMachineKicksOffOverJsonp() throws Exception {
        ApiFixture off = start(Map.of());
        ApiFixture.Reply reply = call(
                off,
                JSONP_KICK,
                "Referer",
                "http://127.0.0.1:1985/console/ng_index.html",
                "Sec-Fetch-Site",
                "same-site",
                "User-Agent",
                "Mozilla/5.0");
        assertThat(reply.body()).startsWith("f({\"code\":0,").endsWith("})");
        assertThat(off.api("b").srs.kicked).containsExactly("onepub");
    }

    @ParameterizedTest
    @CsvSource({
        "Referer, https://evil.example/",
        "Sec-Fetch-Site, cross-site",
        "Origin, https://evil.example",
        "User-Agent, Mozilla/5.0"
    })
    void aPageOfAnotherSiteChangesNothingAndSeesNoOriginThroughUs(String header, String value) throws Exception {
        ApiFixture off = start(Map.of());
        for (String call : List.of(JSONP_KICK, KICK, PASS, PASS_ROWS)) {
            if (!(call.equals(KICK) && !header.equals("Origin") && !header.equals("Sec-Fetch-Site"))) {
                assertThat(call(off, call, header, value).status()).as(call).isEqualTo(403);
            }
        }
        assertThat(off.asked("b")).isEmpty();
        assertThat(call(off, READ, header, value).status()).isEqualTo(200);
    }

    @Test
    void aNameThatWasPointedAtThisMachineOpensNothing() throws Exception {
        ApiFixture off = start(Map.of());
        String id = RowId.of(off.api("b").origin(), "onepub").toString();
        try (RawConnection browser = RawConnection.to(off.proxy.address(HttpPort.API))) {
            browser.send("GET /api/v1/clients/" + id + "?callback=f&method=DELETE HTTP/1.1\r\nHost: evil.example\r\n"
                    + "Referer: http://evil.example/\r\nUser-Agent: Mozilla/5.0\r\n\r\n");
            assertThat(browser.readHead()).startsWith("HTTP/1.1 403 ");
        }
        assertThat(off.asked("b")).isEmpty();
    }

    @Test
    void aMethodInTheQueryCountsOnlyWithACallback() throws Exception {
        ApiFixture off = start(Map.of());
        assertThat(call(off, "GET /api/v1/clients/ID?method=DELETE").json().has("client"))
                .isTrue();
        assertThat(call(off, "GET /api/v1/clients/ID?method=DELETE&callback=")
                        .json()
                        .has("client"))
                .isTrue();
        assertThat(call(off, "GET /api/v1/clients/ID?method=delete&callback=f").body())
                .contains("\"client\":{");
        assertThat(call(off, "GET /api/v1/streams/ID?method=DELETE&callback=f").status())
                .isEqualTo(405);
        assertThat(call(off, "GET /api/v1/clients/ID?method=PUT&callback=f").status())
                .isEqualTo(405);
        assertThat(call(off, "HEAD /api/v1/clients/ID?method=DELETE&callback=f").status())
                .isEqualTo(200);
        assertThat(off.api("b").srs.kicked).isEmpty();
    }

    @Test
    void everyReplyComesAsAScriptForAConsole() throws Exception {
        ApiFixture off = start(Map.of());
        for (String target : List.of(
                "/api/v1/versions",
                "/api/v1/summaries",
                "/api/v1/vhosts/",
                "/api/v1/vhosts/nobody",
                "/api/v1/streams/",
                "/api/v1/clients/",
                "/api/v1/clients/nobody",
                "/api/v1/raw?rpc=raw",
                "/api/v1/raw?rpc=query&scope=global",
                "/api/v1/authors?origin=a-s-a-7",
                "/api/v1/nothing",
                "/api/v1/",
                "/api/")) {
            ApiFixture.Reply reply =
                    off.get(target + (target.indexOf('?') < 0 ? "?" : "&") + "callback=angular.callbacks._0");
            assertThat(reply.status()).as(target).isEqualTo(200);
            assertThat(reply.headers().firstValue("Content-Type").orElse(""))
                    .as(target)
                    .startsWith("text/javascript");
            assertThat(reply.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(reply.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
            assertThat(reply.body())
                    .as(target)
                    .startsWith("angular.callbacks._0({")
                    .endsWith("})");
            String json = reply.body()
                    .substring("angular.callbacks._0(".length(), reply.body().length() - 1);
            assertThat(JsonParser.parseString(json).getAsJsonObject().has("code"))
                    .as(target)
                    .isTrue();
        }
        assertThat(off.get("/api/v1/streams/?callback=alert(1)").status()).isEqualTo(400);
    }

    @Test
    void theConsoleLearnsThatTheRawApiIsOff() throws Exception {
        ApiFixture off = start(Map.of());
        assertThat(off.get("/api/v1/raw?rpc=raw").body()).contains("\"raw_api\":{\"enabled\":false");
        assertThat(off.get("/api/v1/raw?rpc=reload").code()).isEqualTo(1061);
        assertThat(off.asked("a")).isEmpty();
    }

    @Test
    void everyProblemOfTheSettingsIsToldAndNoSecret() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "PROXY_ORIGIN_API_TIMEOUT", "31s",
                "PROXY_ORIGIN_API_USERNAME", "a:b",
                "PROXY_ORIGIN_API_TOKEN", "to ken",
                "PROXY_HTTP_API_AUTH_ENABLED", "on"));
        assertThat(problems(settings))
                .contains("PROXY_ORIGIN_API_TIMEOUT")
                .contains("PROXY_ORIGIN_API_USERNAME")
                .contains("PROXY_ORIGIN_API_PASSWORD")
                .contains("PROXY_ORIGIN_API_TOKEN")
                .contains("PROXY_HTTP_API_AUTH_TOKEN")
                .doesNotContain("to ken");
    }

    private static String problems(Map<String, String> settings) {
        SettingsReader reader = new SettingsReader(Settings.of(settings));
        BearerAuth.read(reader);
        OriginApiSettings read = OriginApiSettings.read(reader);
        assertThat(read.toString()).doesNotContain("ken");
        return reader.problems().toString();
    }
}
