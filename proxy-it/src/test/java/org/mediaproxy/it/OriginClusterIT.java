package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Clip;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.Ffmpeg;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.rtmp.chunk.RtmpMessage;
import org.mediaproxy.testkit.RealProcess;

/** Three real nginx-rtmp as registered origins behind one proxy process; nginx's own statistics say who is where. */
class OriginClusterIT {

    private static final int ORIGINS = 3;

    @TempDir
    Path folder;

    private final List<NginxRtmp> origins = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Daemon proxy;
    private SystemApi api;

    @BeforeEach
    void start() throws Exception {
        proxy = Daemon.start(folder.resolve("proxy"), Map.of());
        api = new SystemApi(proxy.systemPort());
        for (int i = 0; i < ORIGINS; i++) {
            NginxRtmp origin = NginxRtmp.start(folder.resolve("origin" + i), 4096);
            origins.add(origin);
            api.register("origin" + i, "1", origin.rtmpPort(), origin.httpPort());
        }
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        for (AutoCloseable each : opened) {
            each.close();
        }
        origins.forEach(NginxRtmp::close);
        proxy.close();
    }

    @Test
    void everyPlayerReachesItsPublishersOriginAndPublishersSpread() throws Exception {
        int streams = 30;
        List<RealProcess> players = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            opened.add(Ffmpeg.publishForever(Clip.brief(), proxy.rtmp("/live/s" + i)));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> publishers() == streams);
        for (int i = 0; i < streams; i++) {
            RealProcess player = Ffmpeg.decode(proxy.rtmp("/live/s" + i), 1);
            players.add(player);
            opened.add(player);
        }
        for (RealProcess player : players) {
            assertThat(player.awaitExit(Duration.ofSeconds(90)))
                    .as(player.output())
                    .isZero();
            assertThat(player.output()).isEmpty();
        }
        for (NginxRtmp origin : origins) {
            assertThat(origin.stat()).as("streams of one of three origins").isNotEmpty();
        }
        assertThat(split()).isEmpty();
        assertThat(api.get("/api/v1/streams").toString()).contains("s29");
    }

    @Test
    void twoHundredRacesOnNewStreamsSplitNone() throws Exception {
        int races = 200;
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < races; i++) {
            String stream = "race" + i;
            CyclicBarrier start = new CyclicBarrier(2);
            done.add(threads.submit(caller(start, caller -> caller.publish(stream))));
            done.add(threads.submit(caller(start, caller -> caller.play(stream))));
            if (i % 25 == 24) { // so many at once; all at the same time would only measure the threads of this test
                for (Future<?> each : done) {
                    each.get(30, TimeUnit.SECONDS);
                }
                done.clear();
            }
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> publishers() == races && players() == races);
        assertThat(split()).isEmpty();
        for (NginxRtmp origin : origins) {
            assertThat(origin.stat()).hasSizeGreaterThan(races / ORIGINS / 2);
        }
    }

    @Test
    void aPlayerThatComesFirstGetsThePublisherThatComesLater() throws Exception {
        for (int i = 0; i < 10; i++) {
            String stream = "late" + i;
            RtmpCaller player = open();
            player.play(stream);
            assertThat(player.awaitStatus()).startsWith("NetStream.Play");
            RtmpCaller publisher = open();
            publisher.publish(stream);
            assertThat(publisher.awaitStatus()).isEqualTo("NetStream.Publish.Start");
            publisher.video(0, new byte[] {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 9});
            player.await(RtmpMessage.VIDEO);
        }
        assertThat(split()).isEmpty();
    }

    @Test
    void aRefusalIsTheOriginsOwnAndMovesNothing() throws Exception {
        RtmpCaller first = open();
        first.publish("busy");
        assertThat(first.awaitStatus()).isEqualTo("NetStream.Publish.Start");
        RtmpCaller second = open();
        second.publish("busy");
        assertThat(second.awaitStatus()).isEqualTo("NetStream.Publish.BadName");
        RtmpCaller closed = new RtmpCaller(proxy.rtmpPort()).connect("closed");
        opened.add(closed);
        closed.publish("forbidden");
        assertThat(closed.awaitStatus()).isEqualTo("NetStream.Publish.BadName");
        assertThat(publishers()).isEqualTo(1);
        assertThat(split()).isEmpty();
    }

    @Test
    void aDeadOriginsStreamsGoToAnotherAndItsNextRunIsUsedAgain() throws Exception {
        RtmpCaller publisher = open();
        publisher.publish("moving");
        assertThat(publisher.awaitStatus()).isEqualTo("NetStream.Publish.Start");
        int dead = holder("moving");
        NginxRtmp killed = origins.get(dead);
        int rtmp = killed.rtmpPort();
        int http = killed.httpPort();
        killed.kill();
        long before = System.nanoTime();
        RtmpCaller again = open();
        again.publish("moving");
        assertThat(again.awaitStatus()).isEqualTo("NetStream.Publish.Start");
        RtmpCaller player = open();
        player.play("moving");
        assertThat(player.awaitStatus()).startsWith("NetStream.Play");
        again.video(0, new byte[] {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 9});
        player.await(RtmpMessage.VIDEO);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));

        origins.set(dead, NginxRtmp.start(folder.resolve("again"), rtmp, http, 4096));
        api.register("origin" + dead, "2", rtmp, http);
        for (int i = 0; i < 40 && origins.get(dead).stat().isEmpty(); i++) {
            RtmpCaller more = open();
            more.publish("more" + i);
            assertThat(more.awaitStatus()).isEqualTo("NetStream.Publish.Start");
        }
        assertThat(origins.get(dead).stat())
                .as("streams on the run with the new pid")
                .isNotEmpty();
        assertThat(api.get("/api/v1/origins").toString()).doesNotContain("origin" + dead + "-s1-1");
    }

    private interface Saying {
        void say(RtmpCaller caller) throws IOException;
    }

    private Callable<Void> caller(CyclicBarrier start, Saying saying) {
        return () -> {
            RtmpCaller caller = open();
            start.await(20, TimeUnit.SECONDS);
            saying.say(caller);
            caller.awaitStatus();
            return null;
        };
    }

    private RtmpCaller open() throws IOException {
        RtmpCaller caller = new RtmpCaller(proxy.rtmpPort()).connect("live");
        synchronized (opened) {
            opened.add(caller);
        }
        return caller;
    }

    private int publishers() {
        return stats().stream().mapToInt(NginxRtmp.Stat::publishers).sum();
    }

    private int players() {
        return stats().stream().mapToInt(NginxRtmp.Stat::players).sum();
    }

    private List<NginxRtmp.Stat> stats() {
        return origins.stream().flatMap(origin -> origin.stat().stream()).toList();
    }

    private int holder(String stream) {
        for (int i = 0; i < origins.size(); i++) {
            if (origins.get(i).stat().stream().anyMatch(stat -> stat.stream().equals(stream))) {
                return i;
            }
        }
        throw new AssertionError(stream + " is on no origin");
    }

    /** Streams that more than one origin has somebody on. */
    private List<String> split() {
        Map<String, Integer> holders = new HashMap<>();
        stats().forEach(stat -> holders.merge(stat.application() + "/" + stat.stream(), 1, Integer::sum));
        return holders.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }
}
