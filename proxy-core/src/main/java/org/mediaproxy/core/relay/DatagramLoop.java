package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the relays of one protocol share on one event loop: the runs of the batch that is being read, the wheel that
 * finds silent clients, and the way to other loops. A batch is what one socket had to read, or what another loop hands
 * over at once; it ends with everything written and flushed.
 */
final class DatagramLoop {

    /** Datagrams that may wait for this loop, having come to others. */
    static final int MAX_HANDED_OVER = 4096;

    private final EventLoop loop;
    private final DatagramCounters counters;
    private final IdleWheel wheel;
    private final ArrayDeque<DatagramRun> freeSeparate = new ArrayDeque<>();
    private final ArrayDeque<DatagramRun> freeAdjacent = new ArrayDeque<>();
    private final List<DatagramRun> open = new ArrayList<>();
    private final List<HandOver> leaving = new ArrayList<>(2);
    private final AtomicInteger handedOver = new AtomicInteger();
    private java.util.concurrent.@Nullable Future<?> ticking;
    private long now;
    private boolean inBatch;

    DatagramLoop(EventLoop loop, DatagramCounters counters, long idleNanos) {
        this.loop = loop;
        this.counters = counters;
        this.wheel = new IdleWheel(idleNanos);
    }

    EventLoop eventLoop() {
        return loop;
    }

    DatagramCounters counters() {
        return counters;
    }

    /** When the batch began, in the time of {@link System#nanoTime}. */
    long now() {
        if (!inBatch) {
            inBatch = true;
            now = System.nanoTime();
        }
        return now;
    }

    /** A run for the output until the end of the batch, of datagrams that lie in one buffer or have one each. */
    DatagramRun open(DatagramOutput output, boolean adjacent) {
        DatagramRun run = (adjacent ? freeAdjacent : freeSeparate).poll();
        if (run == null) {
            run = adjacent ? new AdjacentRun() : new SeparateRun();
        }
        run.lend(output);
        open.add(run);
        return run;
    }

    /** Takes a datagram to the loop of its relay, at the end of the batch; takes the payload over. */
    void handOver(DatagramRelay relay, InetSocketAddress from, ByteBuf payload) {
        DatagramLoop target = relay.loop();
        HandOver batch = null;
        for (int i = 0; i < leaving.size() && batch == null; i++) {
            batch = leaving.get(i).to() == target ? leaving.get(i) : null;
        }
        if (batch == null) {
            batch = new HandOver(target);
            leaving.add(batch);
        }
        batch.add(relay, from, payload);
    }

    /** Writes and flushes what the batch has brought. */
    void endBatch() {
        for (int i = 0; i < leaving.size(); i++) {
            HandOver batch = leaving.get(i);
            batch.to().accept(batch);
        }
        leaving.clear();
        for (int i = 0; i < open.size(); i++) {
            DatagramRun run = open.get(i);
            DatagramOutput output = run.output();
            if (output != null) {
                output.flush();
            }
            run.lend(null);
            (run instanceof AdjacentRun ? freeAdjacent : freeSeparate).push(run);
        }
        open.clear();
        inBatch = false;
    }

    /** Takes a batch of another loop, on that loop. */
    private void accept(HandOver batch) {
        int waiting = handedOver.addAndGet(batch.count());
        if (waiting <= MAX_HANDED_OVER) {
            try {
                loop.execute(batch);
                return;
            } catch (RejectedExecutionException e) { // it ends
                counters.dropped(DatagramDrop.ENDED, batch.count());
            }
        } else {
            counters.dropped(DatagramDrop.HANDOVER, batch.count());
        }
        handedOver.addAndGet(-batch.count());
        batch.release();
    }

    /** A batch has come, on this loop. */
    void arrived(int datagrams) {
        handedOver.addAndGet(-datagrams);
    }

    void watch(IdleWheel.Entry entry) {
        wheel.add(entry, System.nanoTime());
        if (ticking == null) {
            ticking = loop.scheduleAtFixedRate(
                    () -> wheel.tick(System.nanoTime()), wheel.tick(), wheel.tick(), TimeUnit.NANOSECONDS);
        }
    }

    /** Forgets an entry; without any the loop has no timer. */
    void unwatch(IdleWheel.Entry entry) {
        wheel.remove(entry);
        if (wheel.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    /** Whether a timer runs, which it does as long as there is a relay. */
    boolean isTicking() {
        return ticking != null;
    }
}
