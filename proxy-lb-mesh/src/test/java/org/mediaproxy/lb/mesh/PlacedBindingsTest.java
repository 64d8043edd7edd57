package org.mediaproxy.lb.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;

class PlacedBindingsTest {

    private static final AffinityKey KEY = new AffinityKey("stream", "a");

    private long nanos = Long.MAX_VALUE - 5;
    private final PlacedBindings placed = new PlacedBindings(() -> nanos);

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private Map<AffinityKey, Long> open() {
        Map<AffinityKey, Long> open = new HashMap<>();
        placed.forEach((key, binding, left) -> open.put(key, left));
        return open;
    }

    @Test
    void theFirstBindingStandsUntilItExpires() {
        assertThat(placed.bindIfAbsent(KEY, "a", 1000)).isEqualTo("a");
        pass(999);
        assertThat(placed.bindIfAbsent(KEY, "b", 1000)).isEqualTo("a");
        assertThat(placed.find(KEY)).contains("a");
        pass(1);

        assertThat(placed.find(KEY)).isEmpty();
        assertThat(placed.bindIfAbsent(KEY, "b", 1000)).isEqualTo("b");
    }

    @Test
    void onlyTheExpectedValueMovesOrGoes() {
        placed.bindIfAbsent(KEY, "a", 1000);

        assertThat(placed.rebind(KEY, "x", "b", 1000)).isFalse();
        assertThat(placed.rebind(KEY, "a", "b", 1000)).isTrue();
        assertThat(placed.release(KEY, "a")).isFalse();
        assertThat(placed.release(KEY, "b")).isTrue();
        assertThat(placed.has(KEY)).isFalse();
    }

    @Test
    void touchingKeepsAliveAndNeverShortens() {
        placed.bindIfAbsent(KEY, "a", 1000);
        assertThat(placed.touch(KEY, 10)).isTrue();
        pass(900);
        assertThat(placed.touch(KEY, 1000)).isTrue();
        pass(900);
        assertThat(placed.find(KEY)).contains("a");
        pass(100);

        assertThat(placed.touch(KEY, 1000)).isFalse();
    }

    @Test
    void whatTheMeshKnowsIsNotToldAgain() {
        AffinityKey other = new AffinityKey("publisher", "a");
        placed.bindIfAbsent(KEY, "a", 1000);
        placed.bindIfAbsent(other, "p", 500);
        assertThat(open()).containsOnly(Map.entry(KEY, 1001L), Map.entry(other, 501L));
        pass(500);

        placed.forEach((key, binding, left) -> placed.settled(key, binding));

        assertThat(open()).isEmpty();
    }

    @Test
    void whatMovedWhileTheMeshWasToldIsToldAgain() {
        placed.bindIfAbsent(KEY, "a", 1000);
        placed.forEach((key, binding, left) -> {
            placed.rebind(KEY, "a", "b", 1000);
            placed.settled(key, binding);
        });

        assertThat(open()).containsOnlyKeys(KEY);
        assertThat(placed.find(KEY)).contains("b");
    }
}
