package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.mediaproxy.it.peers.Browser;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.NatBox;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.it.peers.WhipOrigin;
import org.mediaproxy.testkit.FreePort;

/** Two Chromiums, one publishing by WHIP and one playing by WHEP, through the daemon in front of an origin on pion. */
@Execution(ExecutionMode.CONCURRENT) // each with its own processes, and mostly waiting
class WebRtcIT {

    private static final Pattern MEDIA_ENDS =
            Pattern.compile("\\[rtc \\w+] end (\\w\\w) \\w+ by (\\w+) in relay.* (\\d+) bytes in, (\\d+) bytes out");

    /** At most. */
    private static final Duration PUBLISHED = Duration.ofSeconds(150);

    @TempDir
    Path folder;

    private WhipOrigin origin;
    private Daemon proxy;
    private int port;

    @BeforeEach
    void start() throws Exception {
        origin = WhipOrigin.start(folder.resolve("origin"));
        port = FreePort.tcp();
        proxy = Daemon.start(folder.resolve("proxy"), Map.of("PROXY_WEBRTC_SERVER", "127.0.0.1:" + port));
        origin.register(new SystemApi(proxy.systemPort()));
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    /** However long the player's browser takes to start: what it plays goes on until {@link #played}. */
    private CompletableFuture<JsonObject> publish(String stream, String transport) {
        JsonObject asked = asked("whip", stream, transport);
        asked.addProperty("publish", true);
        asked.addProperty("seconds", PUBLISHED.toSeconds());
        return visit(asked, browser -> browser.until(playerIsDone(), PUBLISHED));
    }

    private CompletableFuture<JsonObject> play(String stream, int seconds, String transport, int throughPort) {
        JsonObject asked = asked("whep", stream, transport);
        asked.addProperty("publish", false);
        asked.addProperty("seconds", seconds);
        if (throughPort != 0) {
            asked.addProperty("port", throughPort);
        }
        return visit(asked, browser -> browser);
    }

    private JsonObject asked(String way, String stream, String transport) {
        JsonObject asked = new JsonObject();
        asked.addProperty("url", proxy.api("/rtc/v1/" + way + "/?app=live&stream=" + stream));
        asked.addProperty("transport", transport);
        return asked;
    }

    private CompletableFuture<JsonObject> visit(JsonObject asked, UnaryOperator<Browser> how) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                Browser browser = Browser.at(proxy.api("/api/v1/versions")).webRtc(asked);
                return how.apply(browser).look().result().getAsJsonObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Browsers may take long to start; one that has ended by then says why. */
    private void awaitSessions(int count, CompletableFuture<JsonObject> visit) {
        await().atMost(Duration.ofSeconds(90))
                .failFast(() -> assertThat(visit).isNotDone())
                .until(() -> origin.sessions() == count);
    }

    private Path playerIsDone() {
        return folder.resolve("player-is-done");
    }

    private JsonObject played(CompletableFuture<JsonObject> player) throws IOException {
        JsonObject played = done(player);
        Files.createFile(playerIsDone());
        return played;
    }

    private static JsonObject done(CompletableFuture<JsonObject> visit) {
        return visit.orTimeout(PUBLISHED.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    void chromiumPublishesAndPlaysOverUdpAndGoesOnBehindANewAddress() throws Exception {
        try (NatBox nat = new NatBox(port)) {
            CompletableFuture<JsonObject> publisher = publish("udp", "udp");
            awaitSessions(1, publisher);
            CompletableFuture<JsonObject> player = play("udp", 26, "udp", nat.port());
            awaitSessions(2, player);
            TimeUnit.SECONDS.sleep(20);
            nat.rebind();
            JsonObject played = played(player);
            JsonObject published = done(publisher);
            assertThat(text(played, "remote")).isEqualTo("udp 127.0.0.1:" + nat.port());
            assertThat(text(published, "remote")).isEqualTo("udp 127.0.0.1:" + port);
            assertAllWell(played, published);
        }
        assertThat(proxy.process().output()).doesNotContain("ERROR");
    }

    @Test
    void chromiumPublishesAndPlaysOverTcp() throws Exception {
        CompletableFuture<JsonObject> publisher = publish("tcp", "tcp");
        CompletableFuture<JsonObject> player = play("tcp", 20, "tcp", 0);
        JsonObject played = played(player);
        JsonObject published = done(publisher);
        assertThat(text(played, "remote")).isEqualTo("tcp 127.0.0.1:" + port);
        assertThat(text(published, "remote")).isEqualTo("tcp 127.0.0.1:" + port);
        assertAllWell(played, published);
    }

    private void assertAllWell(JsonObject played, JsonObject published) throws Exception {
        assertThat(List.of(number(played, "status"), number(published, "status")))
                .as("%s %s", played, published)
                .containsOnly(201L);
        assertThat(origin.packets()).isPositive();
        assertFramesGrow(published);
        assertFramesGrow(played);
        assertThat(List.of(number(played, "deleted"), number(published, "deleted")))
                .containsOnly(200L);
        await().atMost(Duration.ofSeconds(10)).until(() -> origin.sessions() == 0);
        SystemApi status = new SystemApi(proxy.systemPort());
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                        status.get("/api/v1/origins").getAsJsonObject("data").getAsJsonArray("origins"))
                .singleElement()
                .satisfies(
                        row -> assertThat(row.getAsJsonObject().get("sessions").getAsInt())
                                .isZero()));
        List<MatchResult> ends = await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> MEDIA_ENDS
                                .matcher(proxy.process().output())
                                .results()
                                .filter(WebRtcIT::hadMedia)
                                .toList(),
                        found -> found.size() == 2);
        // Over TCP the origin may close the connection before its answer to DELETE is here.
        assertThat(ends).allSatisfy(end -> assertThat(end.group(2)).isIn("client", "origin"));
        // All of it came through the proxy: what its own counters say covers what the browsers sent and got.
        assertThat(ends).anySatisfy(end -> assertCovers(end.group(4), number(played, "bytes")));
        assertThat(ends).anySatisfy(end -> assertCovers(end.group(3), number(published, "bytes")));
    }

    /** Over TCP browsers open spare connections, with nothing but checks in them. */
    private static boolean hadMedia(MatchResult end) {
        return Long.parseLong(end.group(3)) + Long.parseLong(end.group(4)) > 50_000;
    }

    /** Frames come in every second, up to two in which the client has a new address. */
    private static void assertFramesGrow(JsonObject result) {
        List<Long> frames = StreamSupport.stream(result.getAsJsonArray("frames").spliterator(), false)
                .map(JsonElement::getAsLong)
                .toList();
        long still = 0;
        for (int i = 1; i < frames.size(); i++) {
            still += frames.get(i) <= frames.get(i - 1) ? 1 : 0;
        }
        assertThat(still).as("%s", result).isLessThanOrEqualTo(4);
        assertThat(frames.get(frames.size() - 1)).as("%s", result).isGreaterThan(frames.get(frames.size() - 3));
        assertThat(frames.get(frames.size() - 1)).as("%s", result).isGreaterThan(100);
    }

    private static void assertCovers(String counted, long byBrowser) {
        assertThat(Long.parseLong(counted)).isBetween(byBrowser * 9 / 10, byBrowser * 3 / 2);
    }

    private static long number(JsonObject of, String name) {
        return of.has(name) ? of.get(name).getAsLong() : -1;
    }

    private static String text(JsonObject of, String name) {
        return of.has(name) ? of.get(name).getAsString() : "none: " + of;
    }
}
