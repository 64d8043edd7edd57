package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.Said;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** Publishers and players of new streams that come at the same moment meet at one origin. */
final class ConcurrentStreamsIT {

    private static final int STREAMS = 200;

    private final Map<String, Set<Integer>> asked = new ConcurrentHashMap<>();

    @Test
    void noStreamIsEverSplitOverOrigins() throws Exception {
        List<ScriptedOrigin> origins = List.of(origin(0), origin(1), origin(2));
        try (TestProxy proxy =
                TestProxy.pickingAnyOf(Map.of("PROXY_THREADS", "2", "PROXY_RTMP_ANSWER_TIMEOUT", "10s"), origins)) {
            ExecutorService clients = Executors.newFixedThreadPool(32);
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                String stream = "race" + i;
                CountDownLatch together = new CountDownLatch(2);
                done.add(clients.submit(() -> run(proxy, stream, true, together)));
                done.add(clients.submit(() -> run(proxy, stream, false, together)));
            }
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
            clients.shutdown();
            proxy.awaitEnds(Map.of("client relay closed", 2L * STREAMS));
        } finally {
            origins.forEach(ScriptedOrigin::close);
        }
        assertThat(asked)
                .hasSize(STREAMS)
                .allSatisfy((stream, at) -> assertThat(at).as(stream).hasSize(1));
        assertThat(asked.values().stream().flatMap(Set::stream).distinct()).hasSize(3);
    }

    private ScriptedOrigin origin(int number) {
        return new ScriptedOrigin(connection -> {
            connection.shake().answerConnect().answerCreateStream(1);
            Said wanted =
                    connection.inbox().await(said -> Set.of("publish", "play").contains(said.name()), "a request");
            String stream = String.valueOf(wanted.command().orElseThrow().string(1));
            asked.computeIfAbsent(stream, s -> ConcurrentHashMap.newKeySet()).add(number);
            connection.grant(1);
            closeWithClient(connection);
        });
    }

    private static void closeWithClient(OriginConnection connection) {
        connection.inbox().awaitEnd();
        connection.close();
    }

    private static @Nullable Void run(TestProxy proxy, String stream, boolean publish, CountDownLatch together)
            throws InterruptedException {
        try (Client client = publish ? Client.upToCreateStream(proxy, stream) : Client.upToPlay(proxy)) {
            together.countDown();
            assertThat(together.await(20, TimeUnit.SECONDS)).isTrue();
            client.send(publish ? new Wire().publish(stream) : new Wire().play(stream));
            client.inbox().status(publish ? "NetStream.Publish.Start" : "NetStream.Play.Start");
        }
        return null;
    }
}
