package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.RealProcess;

/** The daemon's stop with a session in it. */
class StopIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A key frame. */
    private static final byte[] FRAME = {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 9};

    @TempDir
    Path folder;

    /** A daemon with a publisher. */
    private record Stage(Daemon daemon, RtmpCaller publisher) implements AutoCloseable {

        void terminate() {
            ProcessHandle.of(daemon.process().pid()).orElseThrow().destroy();
        }

        @Override
        public void close() throws IOException {
            publisher.close();
            daemon.close();
        }
    }

    private Stage start(String grace, String force) throws IOException {
        Daemon daemon = Daemon.start(
                folder, Map.of("PROXY_GRACE_QUIT_TIMEOUT", grace, "PROXY_FORCE_QUIT_TIMEOUT", force), "demo");
        RtmpCaller publisher = new RtmpCaller(daemon.rtmpPort()).connect("live");
        publisher.publish("one");
        assertThat(publisher.awaitStatus()).isEqualTo("NetStream.Publish.Start");
        return new Stage(daemon, publisher);
    }

    private RealProcess check(Daemon daemon) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("PROXY_SYSTEM_API", ":" + daemon.systemPort()));
        return Daemon.run(folder.resolve("check"), environment, List.of(), List.of(), "check");
    }

    @Test
    void aStopIsNotReadyAtOnceSaysWhyAndWaitsForItsSessions() throws Exception {
        try (Stage stage = start("60s", "90s")) {
            drains(stage, stage.daemon(), stage.publisher());
        }
    }

    private void drains(Stage stage, Daemon daemon, RtmpCaller publisher) throws Exception {
        SystemApi system = new SystemApi(daemon.systemPort());
        assertThat(system.call("GET", "/readyz", "").statusCode()).isEqualTo(200);
        try (RealProcess check = check(daemon)) {
            assertThat(check.awaitExit(PATIENCE)).isZero();
            assertThat(check.output().strip()).isEqualTo("ready");
        }
        RtmpCaller player = new RtmpCaller(daemon.rtmpPort()).connect("live");
        player.play("one");
        publisher.video(0, FRAME);
        assertThat(player.awaitVideo()).isTrue();

        stage.terminate();
        await().atMost(PATIENCE).until(() -> system.call("GET", "/readyz", "").statusCode() == 503);
        JsonObject answer = system.get("/readyz");
        assertThat(answer.get("ready").getAsBoolean()).isFalse();
        assertThat(answer.getAsJsonArray("reasons").get(0).getAsString()).isEqualTo("draining");
        try (RealProcess check = check(daemon)) {
            assertThat(check.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(check.output().strip()).isEqualTo("not ready: draining (503)");
        }
        for (int port : new int[] {daemon.rtmpPort(), daemon.httpPort(), daemon.apiPort()}) {
            // Closed on their loops, a moment later.
            await().untilAsserted(
                            () -> assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                                    .isInstanceOf(ConnectException.class));
        }
        publisher.video(40, FRAME);
        assertThat(player.awaitVideo()).isTrue();

        player.close();
        publisher.close();
        assertThat(daemon.process().awaitExit(PATIENCE)).isZero();
        try (RealProcess check = check(daemon)) {
            assertThat(check.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(check.output()).startsWith("no answer from http://127.0.0.1:" + daemon.systemPort() + "/readyz");
        }
    }

    @Test
    void sessionsThatOutstayTheGraceTimeAreClosedInOrder() throws IOException {
        try (Stage stage = start("1s", "60s")) {
            stage.terminate();

            assertThat(stage.daemon().process().awaitExit(PATIENCE)).isZero();
            assertThat(stage.daemon().process().output())
                    .contains("the grace time is over", "drained by proxy in relay")
                    .endsWith("closed\n");
        }
    }

    @Test
    void theForcedEndDoesNotWaitForTheGraceTime() throws IOException {
        try (Stage stage = start("60s", "1s")) {
            stage.terminate();

            assertThat(stage.daemon().process().awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(stage.daemon().process().output()).contains("still not stopped after 1000 ms");
        }
    }
}
