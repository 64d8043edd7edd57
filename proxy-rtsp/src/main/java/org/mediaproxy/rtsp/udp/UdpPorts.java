package org.mediaproxy.rtsp.udp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.rtsp.message.NumberRange;

/**
 * The pairs of ports that sessions may bind, and nothing outside of them. The pair that has been free for longest is
 * taken first, so that late datagrams of one session do not meet the next. Any thread.
 */
public final class UdpPorts {

    /** Pairs of ports that sessions hold now. */
    public static final String IN_USE = "srs_proxy_rtsp_udp_port_pairs";

    /** SETUPs that could not have ports, because none was left. */
    public static final String EXHAUSTED = "srs_proxy_rtsp_udp_ports_exhausted_total";

    /** What is counted here, in words. */
    public static final List<Metric> METRICS = List.of(
            Metric.gauge(IN_USE, "Pairs of UDP ports that RTSP sessions hold now."),
            Metric.counter(EXHAUSTED, "RTSP SETUPs that could not have UDP ports, because none was left."));

    /** Pairs that are tried before a SETUP is refused, where other programs have ports of the range. */
    private static final int TRIES = 32;

    private final Queue<Integer> free = new ConcurrentLinkedQueue<>();
    private final LongAdder inUse;
    private final LongAdder exhausted;

    /**
     * All whole pairs within a range.
     *
     * @param range both ends included; a pair begins at an even port
     */
    public UdpPorts(NumberRange range, Counters counters) {
        this(counters, firsts(range));
    }

    private UdpPorts(Counters counters, List<Integer> firsts) {
        free.addAll(firsts);
        inUse = counters.counter(IN_USE);
        exhausted = counters.counter(EXHAUSTED);
    }

    /**
     * The same in no order: a process that drains while this one takes over has ports of the same range, mostly one after the
     * other, and no session must run into all of them.
     */
    public static UdpPorts shuffled(NumberRange range, Counters counters) {
        List<Integer> firsts = firsts(range);
        Collections.shuffle(firsts);
        return new UdpPorts(counters, firsts);
    }

    private static List<Integer> firsts(NumberRange range) {
        List<Integer> firsts = new ArrayList<>();
        for (int port = range.first() + range.first() % 2; port < range.last(); port += 2) {
            firsts.add(port);
        }
        return firsts;
    }

    /** How many pairs a range has. */
    public static int pairs(NumberRange range) {
        return Math.max(0, (range.last() + 1 - (range.first() + range.first() % 2)) / 2);
    }

    /**
     * Binds a pair. The binder must be done before it returns, as one on its own event loop is.
     *
     * @param binder binds a port
     * @param closer closes what the binder made
     * @return null if there is no free one
     */
    <T> @Nullable PortPair<T> bind(IntFunction<CompletionStage<T>> binder, Consumer<T> closer) {
        for (int i = 0; i < TRIES; i++) {
            Integer first = free.poll();
            if (first == null) {
                break;
            }
            PortPair<T> pair = bind(first, binder, closer);
            if (pair != null) {
                inUse.increment();
                return pair;
            }
            free.add(first); // another program's: it may go
        }
        exhausted.increment();
        return null;
    }

    private <T> @Nullable PortPair<T> bind(int first, IntFunction<CompletionStage<T>> binder, Consumer<T> closer) {
        T rtp = bound(binder.apply(first), closer);
        if (rtp == null) {
            return null;
        }
        T rtcp = bound(binder.apply(first + 1), closer);
        if (rtcp == null) {
            closer.accept(rtp);
            return null;
        }
        return new PortPair<>(this, first, rtp, rtcp, closer);
    }

    private static <T> @Nullable T bound(CompletionStage<T> binding, Consumer<T> closer) {
        CompletableFuture<T> done = binding.toCompletableFuture();
        if (done.isDone()) {
            return done.isCompletedExceptionally() ? null : done.getNow(null);
        }
        done.thenAccept(closer); // too late, and against the binder's word
        return null;
    }

    void giveBack(int first) {
        inUse.decrement();
        free.add(first);
    }
}
