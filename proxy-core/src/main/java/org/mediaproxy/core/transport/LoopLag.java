package org.mediaproxy.core.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.DurationHistogram;

/**
 * Measures how late event loops are: a task on each comes due now and then, and what it finds on the clock is how long
 * everything else on that loop waits. The period grows with the number of loops, so that all of them together wake an
 * idle process no more than twice a second. Started and closed by its owner.
 */
public final class LoopLag implements AutoCloseable {

    /** How late the tasks of event loops ran. */
    public static final String LAG = "srs_proxy_event_loop_lag_seconds";

    private static final long LEAST_MILLIS = Pulse.BEAT.toMillis();
    private static final long MILLIS_PER_LOOP = 500;

    private final DurationHistogram lag;
    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();

    /** One probe on each loop of the transport, from now on. */
    public LoopLag(Transport transport, Counters counters) {
        this(transport.loops(), counters, period(transport.loops().size()));
    }

    LoopLag(List<EventLoop> loops, Counters counters, Duration period) {
        this.lag = counters.histogram(LAG);
        loops.forEach(loop -> tasks.add(new Probe(period.toNanos()).start(loop)));
    }

    /** How far the probes of one of so many loops are apart. */
    static Duration period(int loops) {
        return Duration.ofMillis(Math.max(LEAST_MILLIS, loops * MILLIS_PER_LOOP));
    }

    /** Ends the measurement; what was measured stays. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
    }

    /** The task of one loop; {@code due} is that loop's. */
    private final class Probe implements Runnable {

        private final long period;
        private long due;

        Probe(long period) {
            this.period = period;
        }

        ScheduledFuture<?> start(EventLoop loop) {
            long now = System.nanoTime();
            long wait = Pulse.wait(now, period);
            due = now + wait;
            return loop.scheduleAtFixedRate(this, wait, period, TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            long now = System.nanoTime();
            lag.record(now - due);
            due += period;
        }
    }
}
