package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.it.peers.Browser;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.Ffmpeg;
import org.mediaproxy.it.peers.NodeMediaServer;
import org.mediaproxy.it.peers.Programs;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.RealProcess;

/** The built-in player pages in a real browser. Its pictures are kept under {@code target/screenshots}. */
class PlayerPagesIT {

    @TempDir
    Path folder;

    private Daemon proxy;

    @BeforeEach
    void start() throws Exception {
        proxy = Daemon.start(folder.resolve("proxy"), Map.of());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.process().output()).doesNotContain("LEAK").doesNotContain("ERROR");
        proxy.close();
    }

    private String page(String name) {
        return proxy.http("/players/" + name);
    }

    private String server() {
        return "127.0.0.1:" + proxy.httpPort();
    }

    @Test
    void theFlvPagePlaysALiveStreamOfARealOrigin() throws Exception {
        try (NodeMediaServer origin = NodeMediaServer.start(folder.resolve("nms"))) {
            new SystemApi(proxy.systemPort()).register("nms", "1", origin.rtmpPort(), origin.httpPort());
            try (RealProcess publisher = Ffmpeg.publishForever(Clip.avc(), proxy.rtmp("/live/page"))) {
                await().atMost(Duration.ofSeconds(15))
                        .pollInterval(Duration.ofMillis(300))
                        .until(() -> isThere(proxy.http("/live/page.flv")));
                // The address is the one that SRS's console links to.
                Browser.Visit visit = Browser.at(page("srs_player.html?app=live&stream=page.flv&server=127.0.0.1&port="
                                + proxy.httpPort() + "&vhost=__defaultVhost__&autostart=true&schema=http"))
                        .keepAs("flv-live")
                        .play(5);
                assertThat(visit.played()).as(visit.toString()).isTrue();
                assertThat(visit.errors()).isEmpty();
                assertThat(visit.servers()).containsExactly(server());
                assertThat(visit.requests()).contains(proxy.http("/live/page.flv"));
                assertThat(visit.figure("state").getAsString()).isEqualTo("playing");
                assertThat(visit.figure("width").getAsInt()).isEqualTo(320);
                assertThat(publisher.isAlive()).isTrue();
            }
        }
    }

    private static boolean isThere(String url) throws Exception {
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            return answer.statusCode() == 200 && body.read() == 'F';
        }
    }

    /**
     * Recorded files in the user's folder, written by ffmpeg, below a players folder of its own. The page is another
     * proxy's, so media comes from another server than the page.
     */
    @ParameterizedTest
    @CsvSource({
        "hls-ts, hls.html?stream=ts, #low-latency",
        "hls-fmp4, hls.html?stream=fmp4, #low-latency",
        "dash, dash.html?stream=dash, h1",
    })
    void recordedFilesPlayFromTheUsersFolder(String name, String query, String click) throws Exception {
        Path site = folder.resolve("site");
        Path vod = Files.createDirectories(site.resolve("players/vod"));
        write(vod, "-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", "ts.m3u8");
        write(
                vod,
                "-f",
                "hls",
                "-hls_time",
                "2",
                "-hls_playlist_type",
                "vod",
                "-hls_segment_type",
                "fmp4",
                "fmp4.m3u8");
        write(vod, "-f", "dash", "-seg_duration", "2", "dash.mpd");
        try (Daemon files = Daemon.start(folder.resolve("files"), Map.of("PROXY_STATIC_FILES", site.toString()))) {
            String media = "127.0.0.1:" + files.httpPort();
            Browser.Visit visit = Browser.at(page(query + "&app=players/vod&server=" + media))
                    .click(click)
                    .click("#toggle")
                    .keepAs(name)
                    .play(4);
            assertThat(visit.played()).as(visit.toString()).isTrue();
            assertThat(visit.errors()).isEmpty();
            assertThat(visit.servers()).containsExactlyInAnyOrder(server(), media);
            assertThat(files.process().output()).doesNotContain("LEAK").doesNotContain("ERROR");
        }
    }

    private static void write(Path vod, String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("ffmpeg", "-v", "error", "-i", Clip.avc().toString(), "-c", "copy"));
        command.addAll(List.of(options));
        try (RealProcess ffmpeg = Programs.start(vod, Map.of(), command.toArray(String[]::new))) {
            assertThat(ffmpeg.awaitExit(Duration.ofSeconds(30)))
                    .as(ffmpeg.output())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "hls", "flv", "dash", "whep", "whip"})
    void aPageLoadsWithoutErrorsAndAsksNobodyElse(String name) throws Exception {
        for (boolean phone : List.of(false, true)) {
            Browser browser = Browser.at(page(name + ".html?app=live&stream=concert"));
            Browser.Visit visit = (phone ? browser.onPhone() : browser)
                    .run("[document.documentElement.scrollWidth, innerWidth]")
                    .keepAs(name + (phone ? "-phone" : ""))
                    .look();
            assertThat(visit.errors()).isEmpty();
            assertThat(visit.servers()).containsExactly(server());
            JsonArray widths = visit.result().getAsJsonArray();
            assertThat(widths.get(0).getAsInt())
                    .as("nothing sticks out to the right")
                    .isLessThanOrEqualTo(widths.get(1).getAsInt());
        }
    }

    @Test
    void aStreamThatIsNotThereIsSaidInWords() throws Exception {
        for (String name : List.of("hls", "flv", "dash")) {
            Browser.Visit visit = Browser.at(page(name + ".html?autostart=true"))
                    .keepAs(name + "-missing")
                    .play(1);
            assertThat(visit.played()).isFalse();
            assertThat(visit.figure("state").getAsString()).isEqualTo("failed");
            assertThat(visit.figure("problem").getAsString()).isEqualTo("No origin serves this stream now");
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidInWords() throws Exception {
        for (String name : List.of("whep", "whip")) {
            Browser.Visit visit = Browser.at(page(name + ".html?autostart=true&api=127.0.0.1:1"))
                    .keepAs(name + "-unreachable")
                    .play(1);
            assertThat(visit.figure("problem").getAsString()).isEqualTo("The server cannot be reached");
            assertThat(visit.requests()).contains("http://127.0.0.1:1/rtc/v1/" + name + "/?app=live&stream=livestream");
        }
    }

    @Test
    void aQueryIsTextAndNeverMarkup() throws Exception {
        String evil = "%22%3E%3Cimg%20src=x%20onerror=%22window.caught=1%22%3E";
        for (String name : List.of("index", "hls", "flv", "dash", "whep", "whip")) {
            Browser.Visit visit = Browser.at(page(name + ".html?app=" + evil + "&stream=" + evil + "&server=" + evil
                            + "&vhost=" + evil + "&api=" + evil + "&" + evil + "=" + evil))
                    .run("[window.caught || 0, document.querySelectorAll('img').length]")
                    .look();
            assertThat(visit.result().toString()).as(name).isEqualTo("[0,1]");
            assertThat(visit.errors()).isEmpty();
        }
    }

    /** From the query to the addresses, as SRS's pages do it, and where the pages here differ on purpose. */
    @Test
    void theQueryLeadsToTheStreamsAddress() throws Exception {
        String media = "/live/livestream.flv";
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("", "http://proxy:8080" + media);
        expected.put("?app=a/b&stream=c", "http://proxy:8080/a/b/c.flv");
        expected.put("?stream=x.m3u8", "http://proxy:8080/live/x.flv");
        expected.put("?stream=a.ts.live", "http://proxy:8080/live/a.ts.live.flv");
        expected.put("?stream=a%20b%2F%3F", "http://proxy:8080/live/a%20b%2F%3F.flv");
        expected.put("?server=h", "http://h:8080" + media);
        expected.put("?server=h:1", "http://h:1" + media);
        expected.put("?server=h&port=2", "http://h:2" + media);
        expected.put("?port=2", "http://proxy:2" + media);
        expected.put("?server=::1", "http://[::1]:8080" + media);
        expected.put("?server=[::1]:3", "http://[::1]:3" + media);
        expected.put("?schema=https&server=h&port=443", "https://h:443" + media);
        expected.put("?schema=javascript", "http://proxy:8080" + media);
        expected.put("?vhost=v&token=t%26u", "http://proxy:8080" + media + "?vhost=v&token=t%26u");
        expected.put("?vhost=__defaultVhost__&autostart=true", "http://proxy:8080" + media);
        expected.put("?server=h/x", "http://proxy:8080" + media);
        expected.put("?server=u@h", "http://proxy:8080" + media);
        assertThat(addresses(expected.keySet(), "mediaAddress", "flv")).isEqualTo(expected);
    }

    @Test
    void theQueryLeadsToTheAddressForOffers() throws Exception {
        String offers = "/rtc/v1/whep/?app=live&stream=livestream";
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("", "http://proxy:11985" + offers);
        expected.put("?api=1985", "http://proxy:1985" + offers);
        expected.put("?api=h:9&app=a&stream=b", "http://h:9/rtc/v1/whep/?app=a&stream=b");
        expected.put("?server=h:1", "http://h:11985" + offers);
        expected.put("?schema=https", "https://proxy:8080" + offers);
        expected.put("?vhost=v&token=t", "http://proxy:11985" + offers + "&vhost=v&token=t");
        assertThat(addresses(expected.keySet(), "offerAddress", "whep")).isEqualTo(expected);
    }

    /** What the pages' own code makes of queries, on a page of {@code http://proxy:8080}. */
    private Map<String, String> addresses(Set<String> queries, String function, String kind) throws Exception {
        String script = """
                import('/players/js/address.js').then((code) => %s.map((query) => code.%s(code.wanted(query,
                    { host: 'proxy:8080', hostname: 'proxy', port: '8080', protocol: 'http:' }), '%s')))
                """.formatted(new Gson().toJson(queries), function, kind);
        JsonArray result =
                Browser.at(page("index.html")).run(script).look().result().getAsJsonArray();
        Map<String, String> addresses = new LinkedHashMap<>();
        queries.forEach(
                query -> addresses.put(query, result.get(addresses.size()).getAsString()));
        return addresses;
    }
}
