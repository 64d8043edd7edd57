package org.mediaproxy.http.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.testing.LeakGuard;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.http.HttpProtocol;

@ExtendWith(LeakGuard.class)
class AdaptiveStreamsIT {

    private static final String LIVE = """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:20
            #EXT-X-MEDIA-SEQUENCE:7
            #EXTINF:2.000,
            s-7.ts
            #EXTINF:2.000,
            s-8.ts
            """;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final List<TestProxy> proxies = new ArrayList<>();
    private FileOrigin origin;
    private TestProxy proxy;

    @BeforeEach
    void start() throws IOException {
        origin = new FileOrigin();
        proxy = proxy(Map.of());
    }

    private TestProxy proxy(Map<String, String> settings) {
        TestProxy started = new TestProxy(new HttpProtocol(), settings);
        Origin registered = origin.registration("a");
        started.balancer().registered().put(registered.id(), registered);
        proxies.add(started);
        return started;
    }

    @AfterEach
    void stop() {
        for (TestProxy each : proxies) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> each.sessions().open().isEmpty());
            each.close();
        }
        origin.close();
    }

    private HttpResponse<byte[]> get(TestProxy at, String target, String... headers) throws Exception {
        return client.send(request(at, target, headers).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private CompletableFuture<HttpResponse<byte[]>> later(TestProxy at, String target, String... headers) {
        return client.sendAsync(request(at, target, headers).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(TestProxy at, String target, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(at.url(HttpPort.STREAM, target)))
                .timeout(Duration.ofSeconds(30));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static byte[] media(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static List<String> uris(HttpResponse<byte[]> playlist) {
        return text(playlist).lines().filter(line -> !line.startsWith("#")).toList();
    }

    private String segment(TestProxy at, String playlist, int index) throws Exception {
        return "/live/" + uris(get(at, playlist)).get(index);
    }

    private long requests(String kind, String result) {
        return proxy.counters()
                .counter(SharedFetches.REQUESTS, "kind", kind, "result", result)
                .sum();
    }

    @Test
    void aPlaylistLeadsBackAndItsSegmentsArrive() throws Exception {
        byte[] media = media(1_500_000);
        origin.put("/live/s.m3u8", LIVE, "Content-Type", "application/vnd.apple.mpegurl", "ETag", "\"7\"")
                .put("/live/s-7.ts", media, "Content-Type", "video/mp2t");
        HttpResponse<byte[]> playlist = get(proxy, "/live/s.m3u8?token=x");
        assertThat(playlist.statusCode()).isEqualTo(200);
        assertThat(playlist.headers().firstValue("content-type")).contains("application/vnd.apple.mpegurl");
        assertThat(playlist.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(text(playlist).replaceAll("\\?spbhid=[\\w-]+", "")).isEqualTo(LIVE);
        assertThat(uris(playlist)).allMatch(uri -> uri.matches("s-[78]\\.ts\\?spbhid=[\\w-]+"));

        HttpResponse<byte[]> segment = get(proxy, "/live/" + uris(playlist).get(0));
        assertThat(segment.body()).isEqualTo(media);
        assertThat(segment.headers().firstValue("content-type")).contains("video/mp2t");
        assertThat(origin.targets).containsExactly("/live/s.m3u8?token=x", "/live/s-7.ts");
    }

    @Test
    void aPictureThatAPlaylistNamesIsOfTheStreamAndNoStaticFile() throws Exception {
        byte[] picture = media(5_000);
        origin.put("/live/p.m3u8", LIVE.replace(".ts", ".jpg"))
                .put("/live/s-7.jpg", picture, "Content-Type", "image/jpeg");
        String named = segment(proxy, "/live/p.m3u8", 0);
        assertThat(get(proxy, named).body()).isEqualTo(picture);
        assertThat(get(proxy, "/live/s-7.jpg").statusCode()).isEqualTo(404);
    }

    @Test
    void twoProxiesWithoutSharedStateServeOneSessionAlternately() throws Exception {
        TestProxy other = proxy(Map.of());
        FileOrigin decoy = new FileOrigin();
        try (decoy) {
            Origin second = decoy.registration("b");
            proxy.balancer().registered().put(second.id(), second);
            other.balancer().registered().put(second.id(), second);
            StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:2\n");
            for (int i = 0; i < 20; i++) {
                list.append("#EXTINF:2,\ns-").append(i).append(".ts\n");
                origin.put("/live/s-" + i + ".ts", media(1000 + i));
                decoy.put("/live/s-" + i + ".ts", media(2000 + i));
            }
            origin.put("/live/s.m3u8", list.toString());
            decoy.put("/live/s.m3u8", list.toString());
            List<String> uris = uris(get(proxy, "/live/s.m3u8"));
            int size = get(proxy, "/live/" + uris.get(0)).body().length; // of whichever origin it was
            for (int i = 0; i < uris.size(); i++) {
                TestProxy at = i % 2 == 0 ? proxy : other;
                assertThat(get(at, "/live/" + uris.get(i)).body()).isEqualTo(media(size + i));
            }
        }
    }

    @Test
    void equalRequestsAtTheSameTimeAreOneForTheOrigin() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        byte[] media = media(3_000_000);
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", 200, media, gate);
        String target = segment(proxy, "/live/s.m3u8", 0);
        List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(later(proxy, target + "&hls_ctx=player" + i));
        }
        await().until(() -> requests("segment", "merged") == 49);
        gate.countDown();
        for (CompletableFuture<HttpResponse<byte[]>> each : waiting) {
            assertThat(each.get(20, TimeUnit.SECONDS).body()).isEqualTo(media);
        }
        assertThat(origin.targets.stream().filter(t -> t.startsWith("/live/s-7.ts")))
                .hasSize(1);

        HttpResponse<byte[]> cached = get(proxy, target);
        assertThat(cached.body()).isEqualTo(media);
        assertThat(cached.headers().firstValue("age")).isPresent();
        assertThat(requests("segment", "hit")).isEqualTo(1);
        assertThat(requests("segment", "origin")).isEqualTo(1);
    }

    @Test
    void nobodyGetsWhatAnotherTokenWasLetInFor() throws Exception {
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", media(100));
        String target = segment(proxy, "/live/s.m3u8", 0);
        get(proxy, target + "&token=a");
        get(proxy, target + "&token=b");
        get(proxy, target + "&token=b");
        get(proxy, target, "Authorization", "Bearer c");
        get(proxy, target, "Cookie", "c=d");
        assertThat(origin.count("/live/s-7.ts?token=a")).isEqualTo(1);
        assertThat(origin.count("/live/s-7.ts?token=b")).isEqualTo(1);
        assertThat(origin.count("/live/s-7.ts")).isEqualTo(2);
    }

    @Test
    void aCacheOfNothingStillMerges() throws Exception {
        TestProxy bare = proxy(Map.of("PROXY_HTTP_CACHE_SIZE", "0"));
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", media(100));
        String target = segment(bare, "/live/s.m3u8", 0);
        get(bare, target);
        get(bare, target);
        assertThat(origin.count("/live/s-7.ts")).isEqualTo(2);
        CountDownLatch gate = new CountDownLatch(1);
        origin.put("/live/s-7.ts", 200, media(100), gate);
        CompletableFuture<HttpResponse<byte[]>> first = later(bare, target);
        await().until(() -> origin.count("/live/s-7.ts") == 3);
        CompletableFuture<HttpResponse<byte[]>> second = later(bare, target);
        await().until(() -> bare.counters()
                        .counter(SharedFetches.REQUESTS, "kind", "segment", "result", "merged")
                        .sum()
                == 1);
        gate.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS).body())
                .isEqualTo(second.get().body());
        assertThat(origin.count("/live/s-7.ts")).isEqualTo(3);
    }

    @Test
    void cacheControlDecidesWhatIsKept() throws Exception {
        origin.put("/live/s.m3u8", LIVE)
                .put("/live/s-7.ts", media(100), "Cache-Control", "no-store")
                .put("/live/s-8.ts", media(100), "Cache-Control", "max-age=60");
        String never = segment(proxy, "/live/s.m3u8", 0);
        String kept = segment(proxy, "/live/s.m3u8", 1);
        for (int i = 0; i < 3; i++) {
            get(proxy, never);
            get(proxy, kept);
        }
        assertThat(origin.count("/live/s-7.ts")).isEqualTo(3);
        assertThat(origin.count("/live/s-8.ts")).isEqualTo(1);
        assertThat(origin.count("/live/s.m3u8")).isEqualTo(2); // playlists are never kept
    }

    @Test
    void aLargeBodyStreamsToEachByItself() throws Exception {
        byte[] media = media(20_000_000);
        CountDownLatch gate = new CountDownLatch(1);
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", 200, media, gate);
        String target = segment(proxy, "/live/s.m3u8", 0);
        List<CompletableFuture<HttpResponse<byte[]>>> waiting =
                List.of(later(proxy, target), later(proxy, target), later(proxy, target));
        await().until(() -> requests("segment", "merged") == 2);
        gate.countDown();
        for (CompletableFuture<HttpResponse<byte[]>> each : waiting) {
            assertThat(each.get(30, TimeUnit.SECONDS).body()).isEqualTo(media);
        }
        assertThat(origin.count("/live/s-7.ts")).isEqualTo(3);
    }

    @Test
    void aLargeBodyOfUnknownLengthReachesAllWhoWait() throws Exception {
        byte[] media = media(20_000_000);
        CountDownLatch gate = new CountDownLatch(1);
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", 200, media, gate, "X-Chunked", "yes");
        String target = segment(proxy, "/live/s.m3u8", 0);
        List<CompletableFuture<HttpResponse<byte[]>>> waiting = List.of(later(proxy, target), later(proxy, target));
        await().until(() -> requests("segment", "merged") == 1);
        gate.countDown();
        for (CompletableFuture<HttpResponse<byte[]>> each : waiting) {
            assertThat(each.get(30, TimeUnit.SECONDS).body()).isEqualTo(media);
        }
    }

    @Test
    void aSlowClientHoldsNobodyUp() throws Exception {
        byte[] media = media(7_000_000);
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", media);
        String target = segment(proxy, "/live/s.m3u8", 0);
        try (RawConnection slow = RawConnection.to(proxy.address(HttpPort.STREAM))) {
            slow.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            assertThat(get(proxy, target, "Origin", "http://page").body()).isEqualTo(media);
            assertThat(get(proxy, target).body()).isEqualTo(media);
            byte[] all = slow.socket().getInputStream().readNBytes(media.length);
            assertThat(all).isEqualTo(media);
        }
    }

    /** What is in the sockets of both sides and in the proxy, for each client; a body is many times that. */
    @Test
    void aLargeBodyWaitsAtTheOriginForASlowClient() throws Exception {
        byte[] media = media(60_000_000);
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", media);
        String target = segment(proxy, "/live/s.m3u8", 0);
        List<RawConnection> slow = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            slow.add(RawConnection.to(proxy.address(HttpPort.STREAM)));
            slow.get(i)
                    .send("GET " + target + "&client=" + i + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .readHead();
        }
        long[] before = {-1};
        await().pollInterval(Duration.ofMillis(500)).until(() -> {
            long now = origin.written.get();
            boolean stands = now == before[0];
            before[0] = now;
            return stands;
        });
        assertThat(origin.written.get()).isLessThan(3L * 30_000_000);
        for (RawConnection each : slow) {
            assertThat(each.socket().getInputStream().readNBytes(media.length)).isEqualTo(media);
            each.close();
        }
    }

    @Test
    void aStreamMayHaveAnyName() throws Exception {
        for (String name : List.of("a.ts.live", "m3u8", "a%20b", "\u00e4".repeat(3))) {
            String path = "/live/"
                    + URI.create("x:/" + name.replace("\u00e4", "%C3%A4"))
                            .getRawPath()
                            .substring(1);
            origin.put(path + ".m3u8", LIVE.replace("s-7", "7")).put("/live/7.ts", media(9));
            assertThat(get(proxy, segment(proxy, path + ".m3u8", 0)).body())
                    .as(name)
                    .hasSize(9);
        }
    }

    @Test
    void whoLeavesDoesNotTakeTheOthersSegmentAway() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        byte[] media = media(500_000);
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", 200, media, gate);
        String target = segment(proxy, "/live/s.m3u8", 0);
        try (Socket first = new Socket()) {
            first.connect(proxy.address(HttpPort.STREAM));
            first.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + proxy.address(HttpPort.STREAM).getPort() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> origin.count("/live/s-7.ts") == 1);
            CompletableFuture<HttpResponse<byte[]>> second = later(proxy, target);
            await().until(() -> requests("segment", "merged") == 1);
            first.setSoLinger(true, 0);
            first.close();
            await().until(() -> proxy.sessions().open().size() == 1);
            gate.countDown();
            assertThat(second.get(10, TimeUnit.SECONDS).body()).isEqualTo(media);
        }
        assertThat(origin.count("/live/s-7.ts")).isEqualTo(1);
    }

    @Test
    void aClientThatHasTheSegmentIsToldSo() throws Exception {
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", media(100), "ETag", "\"a\"");
        String target = segment(proxy, "/live/s.m3u8", 0);
        for (int i = 0; i < 2; i++) { // from the origin, then from the cache
            HttpResponse<byte[]> known = get(proxy, target, "If-None-Match", "\"x\", W/\"a\"");
            assertThat(known.statusCode()).isEqualTo(304);
            assertThat(known.body()).isEmpty();
            assertThat(known.headers().firstValue("etag")).contains("\"a\"");
        }
        assertThat(get(proxy, target, "If-None-Match", "\"b\"").body()).hasSize(100);
        assertThat(origin.headers.stream().filter(h -> h.containsKey("If-none-match")))
                .isEmpty();
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", media(100));
        String target = segment(proxy, "/live/s.m3u8", 0);
        HttpRequest head = request(proxy, target)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> reply = client.send(head, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-length")).contains("100");
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void whatTheOriginRefusesTheClientIsRefused() throws Exception {
        origin.put("/live/s.m3u8", LIVE)
                .put("/live/t.m3u8", 403, "no token".getBytes(StandardCharsets.UTF_8), new CountDownLatch(0));
        HttpResponse<byte[]> missing = get(proxy, segment(proxy, "/live/s.m3u8", 0));
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(text(missing)).isEqualTo("not here");
        HttpResponse<byte[]> forbidden = get(proxy, "/live/t.m3u8");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(text(forbidden)).isEqualTo("no token");
        assertThat(get(proxy, "/live/gone.m3u8").statusCode()).isEqualTo(404);
    }

    @Test
    void aMarkerLeadsToLiveOriginsOnlyAndBindsNothing() throws Exception {
        origin.put("/live/s.m3u8", LIVE).put("/live/s-7.ts", media(10));
        String target = segment(proxy, "/live/s.m3u8", 0);
        TestProxy stranger = proxy(Map.of());
        stranger.balancer().registered().clear();
        assertThat(get(stranger, target).statusCode()).isEqualTo(404);
        assertThat(get(proxy, "/live/s-7.m4s").statusCode()).isEqualTo(404);
        assertThat(get(proxy, "/live/s-7.m4s?spbhid=garbage").statusCode()).isEqualTo(404);
        TestProxy fresh = proxy(Map.of());
        assertThat(get(fresh, target).statusCode()).isEqualTo(200);
        assertThat(fresh.router().bindings().toCompletableFuture().get()).isEmpty();
    }

    @Test
    void aMarkerDoesNotLeadToAnotherLiveStream() throws Exception {
        FileOrigin second = new FileOrigin();
        try (second) {
            origin.put("/live/s.m3u8", LIVE).put("/live/t.m3u8", LIVE);
            second.put("/live/t.m3u8", LIVE);
            String marker = uris(get(proxy, "/live/s.m3u8")).get(0).replaceFirst(".*\\?", "");
            Origin other = second.registration("b");
            proxy.balancer().registered().clear();
            proxy.balancer().registered().put(other.id(), other);
            get(proxy, "/live/t.m3u8"); // binds t to the second
            Origin first = origin.registration("a");
            proxy.balancer().registered().put(first.id(), first);
            assertThat(get(proxy, "/live/t.m3u8?" + marker).statusCode()).isEqualTo(404);
            assertThat(get(proxy, "/live/s.m3u8?" + marker).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nestedPlaylistsStayAtTheOriginThatWroteThem() throws Exception {
        origin.put("/live/s.m3u8", """
                        #EXTM3U
                        #EXT-X-STREAM-INF:BANDWIDTH=1,AVERAGE-BANDWIDTH=1
                        /live/s.m3u8?hls_ctx=abc
                        #EXT-X-STREAM-INF:BANDWIDTH=2
                        low/index.m3u8
                        """).put("/live/low/index.m3u8", LIVE).put("/live/low/s-8.ts", media(77));
        List<String> variants = uris(get(proxy, "/live/s.m3u8"));
        assertThat(variants.get(0)).startsWith("/live/s.m3u8?hls_ctx=abc&spbhid=");
        String segment = uris(get(proxy, "/live/" + variants.get(1))).get(1);
        assertThat(get(proxy, "/live/low/" + segment).body()).hasSize(77);
    }

    @Test
    void blockingReloadsAreOneForEachPartAndNeverKept() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        origin.put("/live/s.m3u8", 200, LIVE.getBytes(StandardCharsets.UTF_8), gate, "Cache-Control", "max-age=9");
        List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(later(proxy, "/live/s.m3u8?_HLS_msn=" + (9 + i % 2) + "&_HLS_part=1"));
        }
        await().until(() -> requests("playlist", "merged") == 6);
        gate.countDown();
        for (CompletableFuture<HttpResponse<byte[]>> each : waiting) {
            assertThat(each.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(origin.count("/live/s.m3u8?_HLS_msn=9&_HLS_part=1")).isEqualTo(1);
        get(proxy, "/live/s.m3u8?_HLS_msn=9&_HLS_part=1");
        assertThat(origin.count("/live/s.m3u8?_HLS_msn=9&_HLS_part=1")).isEqualTo(2);
    }

    @Test
    void aPackedPlaylistIsUnderstood() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(LIVE.getBytes(StandardCharsets.UTF_8));
        }
        origin.put("/live/s.m3u8", packed.toByteArray(), "Content-Encoding", "gzip");
        HttpResponse<byte[]> playlist = get(proxy, "/live/s.m3u8", "Accept-Encoding", "gzip");
        assertThat(playlist.headers().firstValue("content-encoding")).isEmpty();
        assertThat(uris(playlist)).allMatch(uri -> uri.contains("spbhid="));
    }

    @Test
    void whatIsNoPlaylistIsPassedOnOrRefused() throws Exception {
        String radio = "http://radio.example/mount\n";
        origin.put("/live/radio.m3u", radio)
                .put("/live/huge.m3u8", ("#EXTM3U\n" + "#".repeat(50 * 1024 * 1024)).getBytes(StandardCharsets.UTF_8))
                .put("/live/bomb.m3u8", bomb(), "Content-Encoding", "gzip")
                .put("/live/evil.mpd", """
                        <?xml version="1.0"?>
                        <!DOCTYPE MPD [<!ENTITY x SYSTEM "file:///etc/passwd">]>
                        <MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>&x;</BaseURL></MPD>
                        """);
        assertThat(text(get(proxy, "/live/radio.m3u"))).isEqualTo(radio);
        for (String bad : List.of("/live/huge.m3u8", "/live/bomb.m3u8", "/live/evil.mpd")) {
            HttpResponse<byte[]> reply = get(proxy, bad);
            assertThat(reply.statusCode()).as(bad).isEqualTo(502);
            assertThat(text(reply)).contains("no valid answer").doesNotContain("root:");
        }
        assertThat(proxy.counters().sum("srs_proxy_session_ends_total")).isEqualTo(4);
        assertThat(proxy.counters()
                        .counter(
                                "srs_proxy_session_ends_total",
                                "protocol",
                                "http",
                                "side",
                                "origin",
                                "phase",
                                "connect",
                                "cause",
                                "malformed")
                        .sum())
                .isEqualTo(3);
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] block = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) {
                gzip.write(block);
            }
        }
        return packed.toByteArray();
    }

    @Test
    void aDeadOriginIsFollowedByTheNextForAPlaylist() throws Exception {
        FileOrigin dead = new FileOrigin();
        dead.close();
        origin.put("/live/s.m3u8", LIVE);
        Origin gone = dead.registration("0");
        proxy.balancer().registered().put(gone.id(), gone);
        for (int i = 0; i < 10; i++) {
            assertThat(get(proxy, "/live/s.m3u8").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void onlyGetAndHeadAreServed() throws Exception {
        HttpRequest post = request(proxy, "/live/s.m3u8")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        HttpResponse<byte[]> reply = client.send(post, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.headers().firstValue("allow")).contains("GET, HEAD, OPTIONS");
    }
}
