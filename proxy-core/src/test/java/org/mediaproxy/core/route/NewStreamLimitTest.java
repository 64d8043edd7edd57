package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class NewStreamLimitTest {

    private static final long SECOND = 1_000_000_000;
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    private final NewStreamLimit limit = new NewStreamLimit(2);

    private int admitted(long atNanos) {
        int count = 0;
        while (limit.admit(CLIENT, atNanos)) {
            count++;
        }
        return count;
    }

    @Test
    void aBurstOfTenSecondsIsAdmittedAndThenTheRate() {
        assertThat(admitted(0)).isEqualTo(20);
        assertThat(admitted(SECOND / 4)).isZero();
        assertThat(admitted(SECOND / 2)).isEqualTo(1);
        assertThat(admitted(3 * SECOND / 2)).isEqualTo(2);
        assertThat(admitted(1000 * SECOND)).isEqualTo(20);
    }

    @Test
    void refusalsCostNothing() {
        admitted(0);
        for (int i = 0; i < 1000; i++) {
            assertThat(limit.admit(CLIENT, 0)).isFalse();
        }
        assertThat(limit.admit(CLIENT, SECOND / 2)).isTrue();
    }

    @Test
    void aFullBucketIsForgotten() {
        admitted(0);
        limit.sweep(9 * SECOND);
        assertThat(limit.size()).isEqualTo(1);
        limit.sweep(10 * SECOND);
        assertThat(limit.size()).isZero();
    }

    @Test
    void manyThreadsGetNoMoreThanTheBurst() throws Exception {
        AtomicInteger admitted = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 1000; i++) {
            threads.execute(() -> {
                if (limit.admit(CLIENT, 0)) {
                    admitted.incrementAndGet();
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(admitted).hasValue(20);
    }
}
