package org.mediaproxy.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

final class LeakGuardTest {

    @Test
    void aBufferThatNobodyReleasesIsReported() throws InterruptedException {
        leak();
        assertThat(LeakGuard.collect()).anyMatch(leak -> leak.contains("LeakGuardTest"));
    }

    @Test
    void aReleasedBufferIsNot() throws InterruptedException {
        PooledByteBufAllocator.DEFAULT.buffer(16).release();
        assertThat(LeakGuard.collect()).noneMatch(leak -> leak.contains("aReleasedBufferIsNot"));
    }

    private static void leak() {
        PooledByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
    }
}
