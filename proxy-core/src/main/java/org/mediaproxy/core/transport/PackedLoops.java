package org.mediaproxy.core.transport;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorChooserFactory.EventExecutorChooser;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Event loops of which as few get work as can do it well: something new goes to the first that has neither many channels
 * nor much to do, and where all have, to the one with the fewest. Loops that are half idle find less at each wake-up than
 * one that is not, and so need more of them for the same bytes; a loop that nobody needs sleeps. Any thread.
 */
final class PackedLoops extends MultiThreadIoEventLoopGroup {

    /** Channels from which on a loop is given no more while another has fewer: some 250 sessions of two channels. */
    static final int MANY = 512;

    /** The share of its time from which on a loop is busy. */
    private static final double BUSY = 0.5;

    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    PackedLoops(int threads, IoHandlerFactory handlers) {
        super(
                threads,
                new ThreadPerTaskExecutor(new DefaultThreadFactory("mediaproxy", true)),
                PackedLoops::chooser,
                handlers);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
        return new Loop(this, executor, handlers);
    }

    private static EventExecutorChooser chooser(EventExecutor[] executors) {
        List<Loop> loops = Arrays.stream(executors).map(Loop.class::cast).toList();
        return () -> choose(loops);
    }

    private static Loop choose(List<Loop> loops) {
        long now = System.nanoTime();
        Loop least = loops.get(0);
        for (Loop loop : loops) {
            loop.sample(now);
            if (loop.hasRoom()) {
                return loop;
            }
            if (loop.hasLessThan(least)) {
                least = loop;
            }
        }
        return least;
    }

    /** One that knows its processor time of the last second in which work was given out, or since then. */
    private static final class Loop extends SingleThreadIoEventLoop {

        private volatile long sampledAt = System.nanoTime();
        private volatile boolean busy;
        private long used; // by its thread

        Loop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers) {
            super(parent, executor, handlers);
        }

        boolean hasRoom() {
            return !busy && getNumOfRegisteredChannels() < MANY;
        }

        boolean hasLessThan(Loop other) {
            return busy == other.busy ? getNumOfRegisteredChannels() < other.getNumOfRegisteredChannels() : !busy;
        }

        /** Has the loop look at its own clock, for the next choice; one without channels has nothing to do. */
        void sample(long now) {
            long since = now - sampledAt;
            if (since < SAMPLE_NANOS || getNumOfRegisteredChannels() == 0) {
                return;
            }
            sampledAt = now;
            try {
                execute(() -> {
                    long before = used;
                    used = THREADS.getCurrentThreadCpuTime();
                    busy = used - before >= BUSY * since;
                });
            } catch (RejectedExecutionException e) {
                busy = true; // it is closing
            }
        }
    }
}
