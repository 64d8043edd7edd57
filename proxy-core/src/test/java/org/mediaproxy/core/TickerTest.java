package org.mediaproxy.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickerTest {

    private final List<String> done = new ArrayList<>();

    private Upkeep.Task task(String name, Duration every) {
        return new Upkeep.Task(every, () -> done.add(name));
    }

    private static void ticks(Ticker ticker, int count) {
        for (int i = 1; i <= count; i++) {
            ticker.run(i * ticker.interval().toNanos());
        }
    }

    @Test
    void doesWhatIsDueInOneGo() {
        Ticker ticker =
                new Ticker(List.of(task("each", Duration.ofSeconds(1)), task("second", Duration.ofSeconds(2))), 0);

        ticks(ticker, 4);

        assertThat(ticker.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(done).containsExactly("each", "each", "second", "each", "each", "second");
    }

    @Test
    void ticksAsOftenAsTheShortestPeriodNeeds() {
        Ticker ticker =
                new Ticker(List.of(task("fast", Duration.ofMillis(100)), task("slow", Duration.ofSeconds(1))), 0);

        ticks(ticker, 10);

        assertThat(ticker.interval()).isEqualTo(Duration.ofMillis(100));
        assertThat(done).hasSize(11).endsWith("fast", "slow");
    }

    @Test
    void isRatherEarlyThanLate() {
        Ticker ticker = new Ticker(List.of(task("odd", Duration.ofMillis(2_500))), 0);

        ticks(ticker, 3);

        assertThat(done).hasSize(3); // after 2, 4 and 6 s
    }

    @Test
    void goesOnAfterATaskThatThrows() {
        Upkeep.Task broken = new Upkeep.Task(Duration.ofSeconds(1), () -> {
            throw new IllegalStateException("a bug of the test's");
        });
        Ticker ticker = new Ticker(List.of(broken, task("next", Duration.ofSeconds(1))), 0);

        ticks(ticker, 2);

        assertThat(done).containsExactly("next", "next");
    }

    @Test
    void waitsAMomentLessThanItsPeriodIfTheTickIsLate() {
        Ticker ticker = new Ticker(List.of(task("each", Duration.ofSeconds(1))), 0);

        ticker.run(Duration.ofMillis(1_200).toNanos());
        ticker.run(Duration.ofSeconds(2).toNanos());

        assertThat(done).hasSize(2);
    }
}
