package org.mediaproxy.core;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.transport.Pulse;

/**
 * Does periodic tasks on one event loop. Those that are due at about the same time are done in one go, so that an idle process wakes
 * up once each beat and not once for each of them; therefore a task may come half a tick early. Started and stopped by its owner.
 */
final class Ticker {

    private static final long MOST_NANOS = Pulse.BEAT.toNanos();

    private final List<Due> all = new ArrayList<>();
    private final long tick;

    /** On the event loop alone, but for its making. */
    private static final class Due implements MediaProxy.Step {

        private final Runnable work;
        private final long period;
        private long last;

        Due(Upkeep.Task task, long now) {
            this.work = task.work();
            this.period =
                    Math.max(TimeUnit.MILLISECONDS.toNanos(1), task.every().toNanos());
            this.last = now;
        }

        @Override
        public void run() {
            work.run();
        }
    }

    Ticker(List<Upkeep.Task> tasks, long now) {
        tasks.forEach(task -> all.add(new Due(task, now)));
        this.tick = all.stream().mapToLong(due -> due.period).reduce(MOST_NANOS, Math::min);
    }

    /** How often {@link #run} must be called. */
    Duration interval() {
        return Duration.ofNanos(tick);
    }

    Future<?> start(EventLoop loop) {
        return Pulse.every(interval(), loop, () -> run(System.nanoTime()));
    }

    /** Does what is due; a task that throws is a bug, is logged and comes again. */
    void run(long now) {
        for (Due due : all) {
            if (now - due.last >= due.period - tick / 2) {
                due.last = now;
                MediaProxy.quietly("a periodic task", due);
            }
        }
    }
}
