package org.mediaproxy.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.route.MapLoadBalancer;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ProxySnapshot;

final class MediaProxyIT {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final FakeModules modules = new FakeModules();

    private MediaProxy proxy(Map<String, String> settings) {
        return MediaProxy.builder()
                .settings(settings)
                .protocol(modules.protocol("one"))
                .protocol(modules.protocol("two"))
                .loadBalancer(modules.balancer("maps"))
                .build();
    }

    private MapLoadBalancer balancer() {
        return modules.balancers.get(0);
    }

    @Test
    void partsAreStartedDrainedAndClosedInOrder() {
        CompletableFuture<@Nullable Void> sessions = new CompletableFuture<>();
        modules.drain = () -> sessions;
        MediaProxy proxy = proxy(Map.of());
        assertThat(proxy.isReady()).isFalse();
        proxy.start();
        assertThat(proxy.isReady()).isTrue();
        assertThat(proxy.endpoints()).hasSize(2);
        CompletableFuture<?> drained = proxy.drain().toCompletableFuture();
        assertThat(proxy.isReady()).isFalse();
        assertThat(drained).isNotDone();
        sessions.complete(null);
        assertThat(drained).succeedsWithin(DEADLINE);
        proxy.close();
        proxy.close();
        assertThat(modules.steps)
                .containsExactly("one start", "two start", "one drain", "two drain", "one close", "two close");
        assertThat(balancer().closed).isTrue();
    }

    @Test
    void aStartThatFailsSaysWhyAndClosesEverything() {
        modules.start = () -> CompletableFuture.failedFuture(new UncheckedIOException(new IOException("taken")));
        MediaProxy proxy = proxy(Map.of());
        assertThatThrownBy(proxy::start)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("taken");
        assertThat(modules.steps).containsExactly("one start", "one close", "two close");
        assertThat(balancer().closed).isTrue();
        assertThat(proxy.isReady()).isFalse();
    }

    @Test
    void aStartThatThrowsAnErrorClosesEverythingToo() {
        modules.start = () -> {
            throw new NoClassDefFoundError("on purpose");
        };
        assertThatThrownBy(proxy(Map.of())::start).isInstanceOf(NoClassDefFoundError.class);
        assertThat(balancer().closed).isTrue();
    }

    @Test
    void aProtocolThatCannotCloseDoesNotKeepTheOthersOpen() {
        modules.close = () -> {
            throw new IllegalStateException("on purpose");
        };
        proxy(Map.of()).start().close();
        assertThat(modules.steps).endsWith("one close", "two close");
        assertThat(balancer().closed).isTrue();
    }

    @Test
    void theDefaultBackendIsRegisteredBeforeTheStartReturnsAndRefreshed() {
        try (MediaProxy proxy = proxy(Map.of(
                        "PROXY_DEFAULT_BACKEND_ENABLED", "on",
                        "PROXY_DEFAULT_BACKEND_IP", "192.0.2.1",
                        "PROXY_ORIGIN_SERVER_TTL", "30ms"))
                .start()) {
            assertThat(proxy.isReady()).isTrue();
            OriginId id = new OriginId("default-backend-0");
            assertThat(balancer().registered.get(id)).extracting(Origin::ip).isEqualTo("192.0.2.1");
            Set<Instant> seen = ConcurrentHashMap.newKeySet();
            await().atMost(DEADLINE).until(() -> {
                Origin origin = balancer().registered.get(id);
                if (origin != null) {
                    seen.add(origin.updatedAt());
                }
                return seen.size() >= 3;
            });
        }
    }

    @Test
    void aStoreThatFailsForAWhileDoesNotEndTheRefresh() {
        try (MediaProxy proxy =
                proxy(Map.of("PROXY_DEFAULT_BACKEND_ENABLED", "on", "PROXY_ORIGIN_SERVER_TTL", "2ms"))) {
            balancer().trouble = () -> {
                throw new IllegalStateException("down");
            };
            proxy.start();
            assertThat(balancer().registered).isEmpty();
            balancer().trouble = null;
            await().atMost(DEADLINE).until(() -> balancer().registered.size() == 1);
        }
    }

    @Test
    void withoutADefaultBackendThereIsNoOrigin() {
        try (MediaProxy proxy = proxy(Map.of()).start()) {
            assertThat(proxy.counters().snapshot()).isNotNull();
            assertThat(balancer().registered).isEmpty();
        }
    }

    @Test
    void theOtherProxiesHearOfThisOneFromItsStartToItsClose() {
        MediaProxy proxy = proxy(Map.of("PROXY_SYSTEM_API", "127.0.0.1:0"));
        assertThat(balancer().snapshots).isEmpty();
        proxy.start();
        assertThat(balancer().snapshots).hasSize(1);
        Session session = modules.contexts.get(0).sessions().open("test", new InetSocketAddress("192.0.2.1", 1));
        session.routed(new OriginId("a-b-1"), "x");
        await().atMost(DEADLINE).until(() -> snapshot().sessions().equals(Map.of(new OriginId("a-b-1"), 1L)));
        proxy.close();
        assertThat(snapshot().sessions()).isEmpty();
    }

    private ProxySnapshot snapshot() {
        return balancer().snapshots.values().iterator().next();
    }
}
