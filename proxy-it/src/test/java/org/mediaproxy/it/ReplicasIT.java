package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** Three real nginx-rtmp behind one proxy process whose streams may be on two of them. */
class ReplicasIT {

    private static final String STREAM = "twice";
    private static final int PLAYERS = 20;

    @TempDir
    Path folder;

    private final List<NginxRtmp> origins = new ArrayList<>();
    private final List<RtmpCaller> opened = new ArrayList<>();
    private Daemon proxy;
    private int timestamp;

    @BeforeEach
    void start() throws Exception {
        proxy = Daemon.start(folder.resolve("proxy"), Map.of("PROXY_STREAM_REPLICAS", "2"));
        SystemApi api = new SystemApi(proxy.systemPort());
        for (int i = 0; i < 3; i++) {
            NginxRtmp origin = NginxRtmp.start(folder.resolve("origin" + i), 4096);
            origins.add(origin);
            api.register("origin" + i, "1", origin.rtmpPort(), origin.httpPort());
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (RtmpCaller each : opened) {
            each.close();
        }
        origins.forEach(NginxRtmp::close);
        proxy.close();
    }

    private RtmpCaller open() throws IOException {
        RtmpCaller caller = new RtmpCaller(proxy.rtmpPort()).connect("live");
        opened.add(caller);
        return caller;
    }

    private RtmpCaller publisher() throws IOException {
        RtmpCaller publisher = open();
        publisher.publish(STREAM);
        assertThat(publisher.awaitStatus()).isEqualTo("NetStream.Publish.Start");
        return publisher;
    }

    private List<RtmpCaller> players(int count) throws IOException {
        List<RtmpCaller> players = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RtmpCaller player = open();
            player.play(STREAM);
            assertThat(player.awaitStatus()).startsWith("NetStream.Play");
            players.add(player);
        }
        return players;
    }

    /** Every publisher sends a picture; those of the players that get none because they were cut off are returned. */
    private List<RtmpCaller> cutOff(List<RtmpCaller> publishers, List<RtmpCaller> players) throws IOException {
        timestamp += 40;
        for (RtmpCaller publisher : publishers) {
            publisher.video(timestamp, new byte[] {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 9});
        }
        List<RtmpCaller> lost = new ArrayList<>();
        for (RtmpCaller player : players) {
            try {
                player.await(RtmpMessage.VIDEO);
            } catch (java.io.EOFException | java.net.SocketException ended) {
                lost.add(player);
            }
        }
        return lost;
    }

    /** Publishers and players of the stream on one origin. */
    private static NginxRtmp.Stat on(NginxRtmp origin) {
        return origin.stat().stream()
                .filter(stat -> stat.stream().equals(STREAM))
                .findFirst()
                .orElse(new NginxRtmp.Stat("live", STREAM, 0, 0));
    }

    @Test
    void playersAreOnBothOriginsOfAStreamAndWhenOneDiesTheyAreServedByTheOther() throws Exception {
        RtmpCaller first = publisher();
        RtmpCaller second = publisher();
        List<NginxRtmp> having =
                origins.stream().filter(origin -> on(origin).publishers() == 1).toList();
        assertThat(having).as("origins with a publisher").hasSize(2);
        List<RtmpCaller> players = players(PLAYERS);
        assertThat(having).allSatisfy(origin -> assertThat(on(origin).players()).isBetween(1, PLAYERS - 1));
        assertThat(cutOff(List.of(first, second), players)).isEmpty();

        NginxRtmp dead = having.get(0);
        int lost = on(dead).players();
        dead.kill();
        origins.remove(dead);
        long killed = System.nanoTime();
        RtmpCaller living = isAlive(first) ? first : second;
        List<RtmpCaller> cut = cutOff(List.of(living), players);
        assertThat(cut).as("players of the origin that died, and no others").hasSize(lost);
        players.removeAll(cut);
        players.addAll(players(lost));
        assertThat(cutOff(List.of(living), players)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(5));

        RtmpCaller again = publisher();
        assertThat(origins)
                .as("both that are left")
                .allSatisfy(origin -> assertThat(on(origin).publishers()).isEqualTo(1));
        List<RtmpCaller> more = players(PLAYERS);
        assertThat(origins)
                .allSatisfy(origin -> assertThat(on(origin).players()).isPositive());
        players.addAll(more);
        assertThat(cutOff(List.of(living, again), players)).isEmpty();
    }

    /** Whether a publisher's connection still stands: the proxy ends that of a dead origin at once. */
    /** The end of its origin ends a publisher's connection; a living one hears nothing now. */
    private boolean isAlive(RtmpCaller publisher) throws IOException {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> origins.stream().mapToInt(o -> on(o).publishers()).sum() == 1);
        publisher.patience(1_000);
        try {
            while (true) {
                publisher.awaitAny(); // what was said before the end
            }
        } catch (SocketTimeoutException quiet) {
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
