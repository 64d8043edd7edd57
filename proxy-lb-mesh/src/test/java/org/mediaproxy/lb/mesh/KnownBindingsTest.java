package org.mediaproxy.lb.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;

class KnownBindingsTest {

    private static final AffinityKey KEY = new AffinityKey("stream", "a");

    private long nanos = Long.MAX_VALUE - 5; // System.nanoTime() may run over
    private final KnownBindings bindings = new KnownBindings(() -> nanos);

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void anAnswerCountsUntilTheBindingExpires() {
        bindings.learned(KEY, "a", 1000, bindings.now(), bindings.mark(KEY));
        pass(999);
        assertThat(bindings.fresh(KEY)).contains("a");
        pass(1);

        assertThat(bindings.fresh(KEY)).isEmpty();
        assertThat(bindings.known(KEY)).isEmpty();
    }

    @Test
    void anOldAnswerCountsOnlyWhereThereIsNoOther() {
        bindings.learned(KEY, "a", 60_000, bindings.now(), bindings.mark(KEY));
        pass(KnownBindings.FRESH.toMillis());

        assertThat(bindings.fresh(KEY)).isEmpty();
        assertThat(bindings.known(KEY)).contains("a");
    }

    @Test
    void anAnswerThatAChangeOvertookIsNotKept() {
        long mark = bindings.mark(KEY);
        bindings.forget(KEY);
        bindings.learned(KEY, "old", 60_000, bindings.now(), mark);
        assertThat(bindings.known(KEY)).isEmpty();

        long before = bindings.mark(KEY);
        bindings.changed(KEY, "new", 60_000, bindings.now(), before);
        bindings.learned(KEY, "old", 60_000, bindings.now(), before);
        assertThat(bindings.fresh(KEY)).contains("new");
    }

    @Test
    void aChangeOfOursThatAnotherOneOvertookIsNotKept() {
        long mark = bindings.mark(KEY);
        bindings.forget(KEY);

        bindings.changed(KEY, "ours", 60_000, bindings.now(), mark);

        assertThat(bindings.known(KEY)).isEmpty();
    }

    @Test
    void whatWasAskedBeforeMembersCameOrWentIsNotTrusted() {
        long asked = bindings.now();
        pass(1);
        bindings.distrust();
        bindings.learned(KEY, "a", 60_000, asked, bindings.mark(KEY));

        assertThat(bindings.fresh(KEY)).isEmpty();
        assertThat(bindings.known(KEY)).contains("a");
        pass(1);
        bindings.learned(KEY, "a", 60_000, bindings.now(), bindings.mark(KEY));
        assertThat(bindings.fresh(KEY)).contains("a");
    }

    @Test
    void sweepingForgetsOnlyWhatHasExpired() {
        AffinityKey other = new AffinityKey("ice", "b");
        bindings.learned(KEY, "a", 1000, bindings.now(), bindings.mark(KEY));
        bindings.learned(other, "b", 2000, bindings.now(), bindings.mark(other));
        pass(1000);

        bindings.sweep();

        assertThat(bindings.size()).isOne();
        assertThat(bindings.known(other)).contains("b");
    }
}
