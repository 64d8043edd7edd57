package org.mediaproxy.rtmp.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.rtmp.RtmpProtocol;

/** A proxy of RTMP alone on one event loop, with a view of its inside. New streams go to the first origin that is left. */
public final class TestProxy implements AutoCloseable {

    /** Short enough for a test that waits for one. */
    public static final Map<String, String> SHORT_TIMEOUTS =
            Map.of("PROXY_ORIGIN_TIMEOUT", "300ms", "PROXY_RTMP_ANSWER_TIMEOUT", "300ms");

    private static final OriginPicker FIRST = (stream, candidates) -> candidates.get(0);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final MapBalancer balancer;
    private final Inside inside = new Inside();
    private final MediaProxy proxy;

    private TestProxy(Map<String, String> settings, OriginPicker picker, List<ScriptedOrigin> origins) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("PROXY_RTMP_SERVER", "127.0.0.1:0");
        all.putIfAbsent("PROXY_THREADS", "1");
        balancer = new MapBalancer(origins);
        proxy = MediaProxy.builder()
                .settings(all)
                .protocol(new RtmpProtocol())
                .protocol(inside)
                .loadBalancer(balancer)
                .picker(picker)
                .build()
                .start();
    }

    public static TestProxy with(ScriptedOrigin... origins) {
        return new TestProxy(Map.of(), FIRST, List.of(origins));
    }

    public static TestProxy with(Map<String, String> settings, ScriptedOrigin... origins) {
        return new TestProxy(settings, FIRST, List.of(origins));
    }

    /** New streams go to any origin. */
    public static TestProxy pickingAnyOf(Map<String, String> settings, List<ScriptedOrigin> origins) {
        OriginPicker any = (stream, candidates) ->
                candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
        return new TestProxy(settings, any, origins);
    }

    public int port() {
        return proxy.endpoints().get(0).address().getPort();
    }

    /** Registers the proxy as one more origin of its own, as a wrong setting does. */
    public void becomeItsOwnOrigin() {
        balancer.add("127.0.0.1:" + port());
    }

    /** The port with TLS. */
    public int tlsPort() {
        return proxy.endpoints().get(1).address().getPort();
    }

    /** The name of the origin that a stream is bound to: {@code origin0-a-1}; empty if it is not bound. */
    public String binding(String stream) {
        return balancer.value("stream", "__defaultVhost__/live/" + stream);
    }

    /** Whether a publisher holds the stream. */
    public boolean isHeld(String stream) {
        return !balancer.value("publisher", "__defaultVhost__/live/" + stream).isEmpty();
    }

    /**
     * As if a proxy of the other half of a partition had the stream's older publisher, on that origin: it takes the hold back
     * from the one here, as often as that takes it.
     */
    public void olderPublisherElsewhere(String stream, String origin) {
        String key = "__defaultVhost__/live/" + stream;
        String words = MapBalancer.ELSEWHERE + " 1%s 1000 " + origin;
        balancer.set("publisher", key, words.formatted(""));
        balancer.set("stream", key, origin);
        await().atMost(DEADLINE).until(() -> !balancer.value("publisher", key).equals(words.formatted("")));
        balancer.set("publisher", key, words.formatted("~1"));
    }

    /** The one open session. */
    public Session session() {
        assertThat(context().sessions().open()).hasSize(1);
        return context().sessions().open().iterator().next();
    }

    /** Waits until that many sessions are open. */
    public void awaitSessions(int count) {
        await().atMost(DEADLINE).until(() -> context().sessions().open().size() == count);
    }

    /** Waits until the event loop has seen all that has reached its sockets by now. */
    public void settle() {
        for (int i = 0; i < 2; i++) {
            assertThat(context().transport().nextLoop().submit(() -> {}).awaitUninterruptibly(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    /** How sessions ended so far: {@code client relay closed} and how often. */
    public Map<String, Long> ends() {
        Map<String, Long> ends = new TreeMap<>();
        proxy.counters().snapshot().forEach((id, count) -> {
            if (id.name().equals(Sessions.ENDS)) {
                List<String> labels = id.labels();
                ends.put(String.join(" ", labels.get(3), labels.get(5), labels.get(7)), count);
            }
        });
        return ends;
    }

    /** Waits until one session has been and gone, for that reason, and left nothing behind. */
    public void awaitOnlyEnd(String end) {
        awaitEnds(Map.of(end, 1L));
    }

    /** Waits until all sessions are gone, for those reasons, and left nothing behind. */
    public void awaitEnds(Map<String, Long> ends) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(ends()).isEqualTo(ends));
        assertThat(context().sessions().open()).isEmpty();
        await().atMost(DEADLINE).until(() -> context().transport().connections() == 0);
    }

    /** Waits until one session has been and gone and left nothing behind; returns why. */
    public String awaitOneEnd() {
        await().atMost(DEADLINE).until(() -> !ends().isEmpty());
        awaitIdle();
        assertThat(ends().values()).containsExactly(1L);
        return ends().keySet().iterator().next();
    }

    /** Waits until all sessions and connections are gone. */
    public void awaitIdle() {
        await().atMost(DEADLINE).until(() -> context().sessions().open().isEmpty());
        await().atMost(DEADLINE).until(() -> context().transport().connections() == 0);
    }

    public MediaProxy proxy() {
        return proxy;
    }

    private ProxyContext context() {
        ProxyContext found = inside.context;
        if (found == null) {
            throw new IllegalStateException("not built");
        }
        return found;
    }

    @Override
    public void close() {
        proxy.close();
        assertThat(ends().keySet()).as("ends").noneMatch(end -> end.endsWith(" bug"));
    }

    /** A protocol that only looks. */
    private static final class Inside implements ProxyProtocol, ProtocolServer {

        private @Nullable ProxyContext context;

        @Override
        public String name() {
            return "inside";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of();
        }

        @Override
        public ProtocolServer newServer(ProxyContext given) {
            context = given;
            return this;
        }

        @Override
        public CompletionStage<@Nullable Void> start() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<@Nullable Void> drain() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<@Nullable Void> close() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public List<BoundEndpoint> endpoints() {
            return List.of();
        }
    }
}
