package org.mediaproxy.core.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Begins what an event loop does again and again at a beat of the clock that all of them share. Tasks whose periods are whole beats come
 * due together and wake an idle loop once, where each by itself would find everything cold. Any thread.
 */
public final class Pulse {

    /** The beat: how often something looks after what can wait. */
    public static final Duration BEAT = Duration.ofSeconds(2);

    private static final long BEAT_NANOS = BEAT.toNanos();

    private Pulse() {}

    /**
     * Runs the task first at the beat that is a period away or a little later, then every period; what comes more often than the beat is
     * due at multiples of its own period. As with any periodic task of a loop, one that throws does not come again.
     */
    public static ScheduledFuture<?> every(Duration period, EventLoop loop, Runnable task) {
        long nanos = period.toNanos();
        return loop.scheduleAtFixedRate(task, wait(System.nanoTime(), nanos), nanos, TimeUnit.NANOSECONDS);
    }

    /** The loop's own clock, in nanoseconds. */
    public static long now(EventLoop loop) {
        return loop instanceof AbstractScheduledEventExecutor own ? own.ticker().nanoTime() : System.nanoTime();
    }

    /** From now to the first run. */
    static long wait(long now, long period) {
        return period + Math.floorMod(-(now + period), Math.min(period, BEAT_NANOS));
    }
}
