package org.mediaproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ManualClockTest {

    @Test
    void turnsOnlyWhenTold() {
        ManualClock clock = new ManualClock(Instant.EPOCH);

        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
        assertThat(clock.advance(Duration.ofSeconds(3))).isEqualTo(Instant.ofEpochSecond(3));
        assertThat(clock.advance(Duration.ofSeconds(-1))).isEqualTo(clock.instant());
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(2));
    }
}
