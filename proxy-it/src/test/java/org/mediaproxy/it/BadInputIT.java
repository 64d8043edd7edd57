package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.it.peers.SystemApi;

/** Hostile and careless clients in front of a daemon with paranoid leak detection: it stays as it was before them. */
class BadInputIT {

    private static final Duration IDENTIFY = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private NginxRtmp origin;
    private Daemon proxy;
    private SystemApi api;

    @BeforeEach
    void start() throws Exception {
        origin = NginxRtmp.start(folder.resolve("origin"), 4096);
        proxy = Daemon.start(
                folder,
                Map.of(
                        // The heap is resident from the start, so that what grows is not garbage that waits.
                        "JAVA_TOOL_OPTIONS",
                        "-Xms192m -Xmx192m -XX:+UseSerialGC -XX:+AlwaysPreTouch",
                        "PROXY_DEFAULT_BACKEND_ENABLED",
                        "on",
                        "PROXY_DEFAULT_BACKEND_RTMP",
                        Integer.toString(origin.rtmpPort()),
                        "PROXY_RTMP_IDENTIFY_TIMEOUT",
                        IDENTIFY.toSeconds() + "s"));
        api = new SystemApi(proxy.systemPort());
        warmUp();
    }

    /** Everything that is opened once stays open from here on: what counts is what comes on top. */
    private void warmUp() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RtmpCaller caller = new RtmpCaller(proxy.rtmpPort()).connect("live")) {
                caller.publish("warm" + i);
                caller.awaitStatus();
            }
            api.get("/api/v1/origins");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> sessions() == 0);
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(proxy.process().output())
                .doesNotContain("LEAK")
                .doesNotContain("ERROR")
                .doesNotContain("Exception");
        proxy.close();
        origin.close();
    }

    @Test
    void tenThousandConnectionsThatSayNothingLeaveNothingBehind() throws Exception {
        int descriptors = proxy.descriptors();
        long resident = 0;
        for (int round = 0; round < 2; round++) {
            List<SocketChannel> silent = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                silent.add(
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.rtmpPort())));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> proxy.descriptors() <= descriptors + 2);
            for (SocketChannel each : silent) {
                each.close();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> proxy.descriptors() <= descriptors + 2);
            System.out.printf(
                    "silent round %d: descriptors %d before, %d after; resident %d KiB after the round before, %d now%n",
                    round, descriptors, proxy.descriptors(), resident, proxy.residentKib());
            if (round > 0) {
                assertThat(proxy.residentKib())
                        .as("KiB resident after the same again")
                        .isLessThan(resident + 64 * 1024);
            }
            resident = proxy.residentKib();
        }
        stillServes();
    }

    @Test
    void randomBytesAreRefusedAndLeaveNothingBehind() throws Exception {
        int descriptors = proxy.descriptors();
        Random random = new Random(7);
        for (int i = 0; i < 150; i++) {
            byte[] bytes = new byte[1 + random.nextInt(6000)];
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                bytes[0] = 3; // past the version, so that the chunk parser meets them
            }
            send(bytes, i % 3 == 0);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> sessions() == 0 && proxy.descriptors() <= descriptors + 2);
        assertThat(proxy.process().output()).contains("malformed");
        stillServes();
    }

    private void send(byte[] bytes, boolean halfClose) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.rtmpPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(bytes);
            if (halfClose) {
                socket.shutdownOutput();
            }
            InputStream in = socket.getInputStream();
            while (in.read(new byte[4096]) > 0) {
                // until the proxy closes
            }
        } catch (IOException reset) {
            // closed on us while we were still writing: as good an answer
        }
    }

    @Test
    void aHandshakeSlowerThanTheTimeoutIsEnded() throws Exception {
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), proxy.rtmpPort())) {
            slow.setSoTimeout(10_000);
            slow.getOutputStream().write(3);
            long before = System.nanoTime();
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(IDENTIFY.minusMillis(500), IDENTIFY.plusSeconds(3));
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> proxy.process().output().contains("end CI timeout"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ip", "server", "service", "pid", "rtmp"})
    void aRegistrationWithoutAMandatoryFieldNamesIt(String field) throws Exception {
        for (String wrong : List.of("missing", "empty", "number-list")) {
            JsonObject body = JsonParser.parseString(
                            "{\"ip\":\"127.0.0.1\",\"server\":\"a\",\"service\":\"b\",\"pid\":\"c\",\"rtmp\":[\"1935\"]}")
                    .getAsJsonObject();
            if (wrong.equals("missing")) {
                body.remove(field);
            } else if (wrong.equals("empty")) {
                body.addProperty(field, "");
            } else {
                body.add(field, JsonParser.parseString("[{}]"));
            }
            HttpResponse<String> answer = api.call("POST", "/api/v1/srs/register", body.toString());
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(JsonParser.parseString(answer.body())
                            .getAsJsonObject()
                            .get("error")
                            .getAsString())
                    .contains(field);
        }
        assertThat(api.get("/api/v1/origins").toString()).doesNotContain("\"server\":\"a\"");
    }

    @Test
    void floodsOfHalfFinishedSessionsLeaveNothingBehind() throws Exception {
        int descriptors = proxy.descriptors();
        for (int i = 0; i < 300; i++) {
            RtmpCaller caller = new RtmpCaller(proxy.rtmpPort());
            if (i % 3 > 0) {
                caller.connect("live");
            }
            if (i % 3 > 1) {
                caller.play("nobody" + i);
            }
            caller.close();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> sessions() == 0 && proxy.descriptors() <= descriptors + 2);
        await().atMost(Duration.ofSeconds(20)).until(() -> origin.stat().isEmpty());
        stillServes();
    }

    private void stillServes() throws Exception {
        try (RtmpCaller caller = new RtmpCaller(proxy.rtmpPort()).connect("live")) {
            caller.publish("still");
            assertThat(caller.awaitStatus()).isEqualTo("NetStream.Publish.Start");
        }
    }

    /** Open sessions by the log: every one that was opened must have ended. */
    private int sessions() {
        String log = proxy.process().output();
        return count(log, " open ") - count(log, " end ");
    }

    private static int count(String text, String word) {
        int count = 0;
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            count++;
        }
        return count;
    }
}
