package org.mediaproxy.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.DurationHistogram;

final class LoopLagTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Counters counters = new Counters();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final DurationHistogram lag = counters.histogram(LoopLag.LAG);

    @AfterEach
    void end() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    @Test
    void aLoopThatIsHeldUpIsSeen() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (LoopLag probes = new LoopLag(List.of(loop), counters, Duration.ofMillis(10))) {
            await().atMost(DEADLINE).until(() -> lag.count() > 2);
            double before = lag.sum();
            long held = System.nanoTime();
            loop.execute(() -> awaitQuietly(released));
            await().atMost(DEADLINE).until(() -> System.nanoTime() - held > TimeUnit.MILLISECONDS.toNanos(300));
            released.countDown();
            long seen = lag.count();
            await().atMost(DEADLINE).until(() -> lag.count() > seen + 1);
            assertThat(lag.sum() - before).isGreaterThan(0.25);
            assertThat(probes).isNotNull();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closedProbesMeasureNothing() throws Exception {
        LoopLag probes = new LoopLag(List.of(loop), counters, Duration.ofMillis(5));
        await().atMost(DEADLINE).until(() -> lag.count() > 0);
        probes.close();
        loop.submit(() -> {}).get(); // what was under way is over
        long count = lag.count();
        loop.schedule(() -> {}, 100, TimeUnit.MILLISECONDS).get();
        assertThat(lag.count()).isEqualTo(count);
    }

    @Test
    void allLoopsTogetherAreNotAskedMoreThanTwiceASecond() {
        assertThat(LoopLag.period(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(LoopLag.period(4)).isEqualTo(Duration.ofSeconds(2));
        assertThat(LoopLag.period(64)).isEqualTo(Duration.ofSeconds(32));
    }
}
