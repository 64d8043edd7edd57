package org.mediaproxy.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PulseTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999_999_999, 1_000_000_000, 123_456_789_012L, -1, -1_700_000_000L})
    void theFirstRunIsAtABeatAndNotBeforeOnePeriod(long now) {
        for (long period : new long[] {SECOND, 2 * SECOND, 3 * SECOND, 30 * SECOND, SECOND / 4, 1}) {
            long wait = Pulse.wait(now, period);
            long grid = Math.min(period, Pulse.BEAT.toNanos());
            assertThat(wait).isBetween(period, period + grid - 1);
            assertThat(Math.floorMod(now + wait, grid)).isZero();
        }
    }
}
