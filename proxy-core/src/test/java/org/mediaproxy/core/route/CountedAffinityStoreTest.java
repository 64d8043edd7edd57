package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.spi.AffinityKey;

final class CountedAffinityStoreTest {

    private final Counters counters = new Counters();
    private final RoutingFixture fixture = new RoutingFixture();
    private final CountedAffinityStore store = new CountedAffinityStore(fixture.balancer, counters);

    private long count(String namespace, String result) {
        return counters.counter(CountedAffinityStore.LOOKUPS, "namespace", namespace, "result", result)
                .sum();
    }

    @Test
    void lookUpsAreCountedByWhatCameOfThem() {
        AffinityKey key = new AffinityKey("stream", "a");
        store.find(key);
        store.bindIfAbsent(key, "x", Duration.ofMinutes(1));
        assertThat(store.find(key).toCompletableFuture()).isCompletedWithValue(Optional.of("x"));
        store.find(new AffinityKey("ice", "b"));
        assertThat(count("stream", "none")).isEqualTo(1);
        assertThat(count("stream", "found")).isEqualTo(1);
        assertThat(count("ice", "none")).isEqualTo(1);
        fixture.balancer.trouble = () -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        store.find(key);
        assertThat(count("stream", "failed")).isEqualTo(1);
    }
}
