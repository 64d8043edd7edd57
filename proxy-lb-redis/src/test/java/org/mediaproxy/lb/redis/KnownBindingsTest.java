package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.lb.redis.KnownBindings.Known;

class KnownBindingsTest {

    private static final AffinityKey KEY = new AffinityKey("stream", "a");

    private final KnownBindings bindings = new KnownBindings();

    private static long ago(long millis) {
        return System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void anAnswerCountsUntilTheBindingExpires() {
        bindings.learned(KEY, "a", 60_000, System.nanoTime(), bindings.mark(KEY));
        assertThat(bindings.fresh(KEY)).contains("a");

        bindings.learned(KEY, "a", 0, System.nanoTime(), bindings.mark(KEY));
        assertThat(bindings.fresh(KEY)).isEmpty();
    }

    @Test
    void anAnswerThatAChangeOvertookIsNotKept() {
        long mark = bindings.mark(KEY);
        bindings.forget(KEY);
        bindings.learned(KEY, "old", 60_000, System.nanoTime(), mark);
        assertThat(bindings.fresh(KEY)).isEmpty();

        long before = bindings.mark(KEY);
        bindings.changed(KEY, "new", 60_000, System.nanoTime(), before);
        bindings.learned(KEY, "old", 60_000, System.nanoTime(), before);
        assertThat(bindings.fresh(KEY)).contains("new");
    }

    @Test
    void aChangeOfOursThatAnotherOneOvertookIsNotKept() {
        long mark = bindings.mark(KEY);
        bindings.forget(KEY);

        bindings.changed(KEY, "ours", 60_000, System.nanoTime(), mark);

        assertThat(bindings.fresh(KEY)).isEmpty();
    }

    @Test
    void whatWasAskedBeforeListeningBeganDoesNotCount() {
        long asked = System.nanoTime();
        long mark = bindings.mark(KEY);
        bindings.distrust();
        bindings.learned(KEY, "a", 60_000, asked, mark);

        assertThat(bindings.fresh(KEY)).isEmpty();
        assertThat(bindings.known(KEY, System.nanoTime())).map(Known::value).contains("a");
    }

    @Test
    void anOldAnswerCountsOnlyWhileRedisIsAway() {
        long asked = ago(KnownBindings.FRESH.toMillis() + 1);
        bindings.all().put(KEY, new Known("a", 600_000, asked, false));

        assertThat(bindings.fresh(KEY)).isEmpty();
        assertThat(bindings.known(KEY, System.nanoTime())).map(Known::value).contains("a");
    }

    @Test
    void lifeStandsStillWhileRedisIsAway() {
        long awaySince = ago(60_000);

        assertThat(new Known("a", 10_000, ago(65_000), false).left(awaySince, System.nanoTime()))
                .isBetween(4_900L, 5_100L);
        assertThat(new Known("a", 10_000, ago(75_000), false).left(awaySince, System.nanoTime()))
                .as("over before it went away")
                .isNegative();
        assertThat(new Known("a", 10_000, ago(3_000), true).left(awaySince, System.nanoTime()))
                .as("made meanwhile")
                .isBetween(6_900L, 7_100L);
    }

    @Test
    void whatHasExpiredIsSwept() {
        AffinityKey other = new AffinityKey("ice", "b");
        bindings.all().put(KEY, new Known("a", 10_000, ago(10_001), false));
        bindings.all().put(other, new Known("b", 10_000, ago(9_000), false));

        bindings.sweep();

        assertThat(bindings.all()).containsOnlyKeys(other);
    }

    @Test
    void whatIsBoundHereAloneDoesNotCountOnceRedisIsBack() {
        bindings.all().put(KEY, new Known("a", 600_000, System.nanoTime(), true));

        assertThat(bindings.fresh(KEY)).isEmpty();
    }
}
