package org.mediaproxy.it.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
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
import org.mediaproxy.core.MediaProxy;

/** A proxy with all modules in this process, in front of a scripted origin, that is made to do a little of everything. */
public final class BusyProxy implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final MediaProxy proxy;
    private final List<MetricsPage> pages = new ArrayList<>();

    /** Starts it. */
    public BusyProxy() throws Exception {
        proxy = MediaProxy.discover()
                .settings(Map.of(
                        "PROXY_RTMP_SERVER", "127.0.0.1:0",
                        "PROXY_HTTP_SERVER", "127.0.0.1:0",
                        "PROXY_HTTP_API", "127.0.0.1:0",
                        "PROXY_SYSTEM_API", "127.0.0.1:0",
                        "PROXY_RTSP_SERVER", "127.0.0.1:0",
                        "PROXY_SRT_SERVER", "127.0.0.1:0",
                        "PROXY_WEBRTC_SERVER", "127.0.0.1:0",
                        "PROXY_LOAD_BALANCER_TYPE", "memory",
                        "PROXY_MAX_CONNECTIONS_PER_ADDRESS", "20"))
                .build()
                .start();
        register();
    }

    /** Every page of metrics that was read while it worked. */
    public List<MetricsPage> pages() {
        return pages;
    }

    /** Plays, signals, breaks rules and drains, and reads the metrics until they say so. */
    public void work() throws Exception {
        try (Socket player = open("stream", "GET /show7/a.flv HTTP/1.1\r\nHost: proxy.example\r\n\r\n")) {
            assertThat(player.getInputStream().read()).isPositive();
            await().atMost(PATIENCE).until(() -> page().sum("srs_proxy_bytes_total") > 0);
            await().atMost(PATIENCE).until(() -> {
                playAdaptive(); // a segment is kept for four seconds only
                return page().sum("srs_proxy_http_cache_bytes") > 0;
            });
            signal();
            breakRules();
            await().atMost(PATIENCE).until(() -> page().sum("srs_send_bytes_total") > 0);
            await().atMost(PATIENCE).until(() -> page().sum("srs_proxy_event_loop_lag_seconds_count") > 0);
        }
        await().atMost(PATIENCE).until(() -> page().sum("srs_proxy_session_ends_total") > 0);
        new SystemApi(port("system")).call("POST", "/api/v1/origins/scripted-s1-1/drain", "");
        await().atMost(PATIENCE).until(() -> page().named("srs_proxy_origins").stream()
                .anyMatch(row -> row.labels().containsValue("draining") && row.value() == 1));
    }

    private int port(String name) {
        return proxy.endpoints().stream()
                .filter(endpoint -> endpoint.name().equals(name))
                .findFirst()
                .orElseThrow()
                .address()
                .getPort();
    }

    private void register() throws Exception {
        new SystemApi(port("system")).register("""
                {"ip":"127.0.0.1","server":"scripted","service":"s1","pid":"1","rtmp":["1"],"http":["%d"],"api":["%d"],
                 "rtc":["udp://1"]}
                """.formatted(origin.port(), origin.port()));
    }

    private Socket open(String name, String words) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(name));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private HttpRequest.Builder request(String name, String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(name) + target))
                .timeout(PATIENCE);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void playAdaptive() throws Exception {
        String playlist = send(request("stream", "/show7/a.m3u8"));
        String segment = playlist.lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
        URI target = URI.create("http://127.0.0.1/show7/a.m3u8").resolve(segment);
        assertThat(send(request("stream", target.getRawPath() + "?" + target.getRawQuery())))
                .hasSize(1880);
    }

    private void signal() throws Exception {
        send(request("api", "/rtc/v1/whip/?app=show7&stream=b")
                .header("Content-Type", "application/sdp")
                .POST(HttpRequest.BodyPublishers.ofString("v=0\r\n")));
    }

    private void breakRules() throws Exception {
        try (Socket garbage = open("api", "GARBAGE\r\n\r\n");
                DatagramSocket udp = new DatagramSocket()) {
            assertThat(garbage.getInputStream().read()).isPositive();
            udp.send(new DatagramPacket(new byte[3], 3, InetAddress.getLoopbackAddress(), port("srt")));
        }
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) { // more than one address may have
                many.add(new Socket(InetAddress.getLoopbackAddress(), port("rtmp")));
            }
            await().atMost(PATIENCE).until(() -> proxy.counters().sum("srs_proxy_connections_refused_total") > 0);
        } finally {
            for (Socket socket : many) {
                socket.close();
            }
        }
        await().atMost(PATIENCE).until(() -> proxy.counters().sum("srs_proxy_datagrams_dropped_total") > 0);
    }

    /** The page as it is. */
    public String text(String accept) throws IOException, InterruptedException {
        return send(request("system", "/metrics").header("Accept", accept));
    }

    private MetricsPage page() throws IOException, InterruptedException {
        MetricsPage page = MetricsPage.parse(text("text/plain"));
        pages.add(page);
        return page;
    }

    @Override
    public void close() {
        proxy.close();
        origin.close();
    }
}
