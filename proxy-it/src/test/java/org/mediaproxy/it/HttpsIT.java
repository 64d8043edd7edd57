package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Browser;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.Ffmpeg;
import org.mediaproxy.it.peers.NodeMediaServer;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.it.peers.WhipOrigin;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** Chromium, curl and ffmpeg at the daemon's ports with TLS. */
class HttpsIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** More than browsers open to one server over HTTP/1.1. */
    private static final int MANY = 8;

    /** Plays many endless streams at once, and leaves only when each has come. */
    private static final String PLAY_MANY = """
        (async () => {
          const leave = new AbortController();
          const comes = async (number) => {
            const reply = await fetch(`/live/page.flv?number=${number}`, { signal: leave.signal });
            const reader = reply.body.getReader();
            let bytes = 0;
            while (bytes < 50000) {
              const piece = await reader.read();
              if (piece.done) { throw new Error('ended'); }
              bytes += piece.value.length;
            }
            return bytes;
          };
          const bytes = await Promise.all([...Array(%d).keys()].map(comes));
          leave.abort();
          const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
          return { bytes, protocols: [...new Set(entries.map((entry) => entry.nextHopProtocol))] };
        })()
        """.formatted(MANY);

    @TempDir
    Path folder;

    private Daemon proxy;
    private int streamPort;
    private int apiPort;
    private int systemPort;

    @BeforeEach
    void start() throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
        command.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=proxy"));
        command.addAll(List.of("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "proxy.key", "-out", "proxy.crt"));
        try (RealProcess openssl = Programs.start(folder, Map.of(), command.toArray(String[]::new))) {
            assertThat(openssl.awaitExit(DEADLINE)).as(openssl.output()).isZero();
        }
        streamPort = FreePort.tcp();
        apiPort = FreePort.tcp();
        systemPort = FreePort.tcp();
        proxy = Daemon.start(
                folder.resolve("proxy"),
                Map.of(
                        "PROXY_HTTPS_SERVER", "127.0.0.1:" + streamPort,
                        "PROXY_HTTPS_API", "127.0.0.1:" + apiPort,
                        "PROXY_HTTPS_SYSTEM_API", "127.0.0.1:" + systemPort,
                        "PROXY_TLS_CERT_FILE", folder.resolve("proxy.crt").toString(),
                        "PROXY_TLS_KEY_FILE", folder.resolve("proxy.key").toString()));
    }

    @AfterEach
    void stop() {
        assertThat(proxy.process().output()).doesNotContain("LEAK").doesNotContain("ERROR");
        proxy.close();
    }

    private static String url(int port, String path) {
        return "https://127.0.0.1:" + port + path;
    }

    /** What curl tells of a transfer: version, status and size. */
    private String curl(String... options) {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--cacert", "proxy.crt"));
        command.addAll(List.of("--output", "got", "--write-out", "%{http_version} %{http_code} %{size_download}"));
        command.addAll(List.of(options));
        try (RealProcess curl = Programs.start(folder, Map.of(), command.toArray(String[]::new))) {
            curl.awaitExit(DEADLINE);
            return curl.output().strip();
        }
    }

    @Test
    void liveStreamsPlayOverHttpsAndMoreThanSixOfThemInOnePage() throws Exception {
        try (NodeMediaServer origin = NodeMediaServer.start(folder.resolve("nms"))) {
            new SystemApi(proxy.systemPort()).register("nms", "1", origin.rtmpPort(), origin.httpPort());
            try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), proxy.rtmp("/live/page"))) {
                String flv = url(streamPort, "/live/page.flv");
                await().atMost(DEADLINE)
                        .pollInterval(Duration.ofMillis(300))
                        .until(() -> curl("--http2", "--max-time", "2", flv).matches("2 200 [1-9]\\d+"));
                assertThat(curl("--http1.1", "--max-time", "2", flv)).matches("1\\.1 200 [1-9]\\d+");
                assertFfmpegPlays(flv);
                Browser.Visit visit = Browser.at(url(
                                streamPort,
                                "/players/srs_player.html?app=live&stream=page.flv&autostart=true&schema=https"))
                        .keepAs("flv-https")
                        .run(PLAY_MANY)
                        .play(3);
                assertThat(visit.played()).as(visit.toString()).isTrue();
                assertThat(visit.errors()).isEmpty();
                assertThat(visit.servers()).containsExactly("127.0.0.1:" + streamPort);
                JsonObject result = visit.result().getAsJsonObject();
                assertThat(result.getAsJsonArray("bytes")).hasSize(MANY);
                assertThat(result.getAsJsonArray("protocols")).isEqualTo(only("h2"));
                assertThat(publisher.isAlive()).isTrue();
            }
        }
    }

    private static JsonArray only(String text) {
        JsonArray array = new JsonArray();
        array.add(text);
        return array;
    }

    private void assertFfmpegPlays(String flv) {
        try (RealProcess player = Programs.start(
                folder, Map.of(), "ffmpeg", "-nostdin", "-v", "error", "-i", flv, "-t", "2", "-f", "null", "-")) {
            assertThat(player.awaitExit(DEADLINE)).as(player.output()).isZero();
        }
    }

    @Test
    void chromiumPublishesByWhipAndPlaysByWhepOverHttps() throws Exception {
        try (WhipOrigin origin = WhipOrigin.start(folder.resolve("origin"))) {
            origin.register(new SystemApi(proxy.systemPort()));
            Path played8Seconds = folder.resolve("played");
            CompletableFuture<JsonObject> publisher =
                    browse("whip", 90, browser -> browser.until(played8Seconds, Duration.ofSeconds(90)));
            CompletableFuture<JsonObject> player = browse("whep", 8, browser -> browser);
            JsonObject played = player.orTimeout(90, TimeUnit.SECONDS).join();
            Files.createFile(played8Seconds);
            JsonObject published = publisher.orTimeout(90, TimeUnit.SECONDS).join();
            Browser.Visit page = Browser.at(url(streamPort, "/players/whep.html?stream=tls"))
                    .run("document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((i) =>"
                            + " i.value)")
                    .look();
            assertThat(page.errors()).isEmpty();
            assertThat(page.result().getAsString()).contains("https://127.0.0.1:" + apiPort + "/rtc/v1/whep/");
            for (JsonObject each : List.of(played, published)) {
                assertThat(each.get("status").getAsInt()).as("%s", each).isEqualTo(201);
                assertThat(each.get("deleted").getAsInt()).as("%s", each).isEqualTo(200);
                JsonArray frames = each.getAsJsonArray("frames");
                assertThat(frames.get(frames.size() - 1).getAsInt())
                        .as("%s", each)
                        .isPositive();
            }
        }
    }

    private CompletableFuture<JsonObject> browse(String way, int seconds, UnaryOperator<Browser> how) {
        JsonObject asked = new JsonObject();
        asked.addProperty("url", url(apiPort, "/rtc/v1/" + way + "/?app=live&stream=tls"));
        asked.addProperty("publish", way.equals("whip"));
        asked.addProperty("seconds", seconds);
        asked.addProperty("transport", "tcp");
        return CompletableFuture.supplyAsync(() -> {
            try {
                Browser browser = Browser.at(url(apiPort, "/api/v1/versions")).webRtc(asked);
                return how.apply(browser).look().result().getAsJsonObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void theSystemApiTakesARegistrationOverHttps() {
        String origin = "{\"server\":\"a\",\"service\":\"b\",\"pid\":\"1\",\"ip\":\"127.0.0.1\",\"rtmp\":[\"1935\"]}";
        String register = url(systemPort, "/api/v1/srs/register");
        assertThat(curl("--http2", "--data", origin, register)).startsWith("2 200 ");
        assertThat(curl("--http2", url(systemPort, "/api/v1/origins"))).startsWith("2 200 ");
        assertThat(curl("--http2", url(systemPort, "/metrics"))).startsWith("2 200 ");
    }
}
