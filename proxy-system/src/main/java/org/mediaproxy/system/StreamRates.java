package org.mediaproxy.system;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.transport.Transport;

/**
 * Bytes a second of each stream: the difference between two readings of the sessions' counts. Nothing is read while
 * nobody asks; who asks first waits until a second reading can be made, who asks again soon gets the difference to the
 * last one. Any thread.
 */
final class StreamRates {

    private static final long SPAN_NANOS = 1_000_000_000;
    private static final long OLD_NANOS = 10 * SPAN_NANOS;

    /**
     * What a stream moves.
     *
     * @param received bytes a second from clients
     * @param sent bytes a second to clients
     */
    record Rate(long received, long sent) {

        static final Rate NONE = new Rate(0, 0);

        Rate plus(Rate other) {
            return new Rate(received + other.received, sent + other.sent);
        }
    }

    private record Count(long received, long sent) {}

    private record Reading(long nanos, Map<String, Count> counts) {}

    private final Sessions sessions;
    private final Transport transport;
    private final AtomicReference<@Nullable Reading> last = new AtomicReference<>();

    StreamRates(Sessions sessions, Transport transport) {
        this.sessions = sessions;
        this.transport = transport;
    }

    CompletionStage<Map<StreamUrl, Rate>> measure() {
        Reading before = last.get();
        long age = before == null ? Long.MAX_VALUE : System.nanoTime() - before.nanos();
        if (before != null && age >= SPAN_NANOS && age < OLD_NANOS) {
            return CompletableFuture.completedStage(since(before));
        }
        Reading first = before != null && age < SPAN_NANOS ? before : read();
        long wait = SPAN_NANOS - (System.nanoTime() - first.nanos());
        last.compareAndSet(before, first);
        CompletableFuture<Map<StreamUrl, Rate>> rates = new CompletableFuture<>();
        transport.nextLoop().schedule(() -> rates.complete(since(first)), wait, TimeUnit.NANOSECONDS);
        return rates;
    }

    private Reading read() {
        Map<String, Count> counts = new HashMap<>();
        for (Session session : sessions.open()) {
            counts.put(session.id(), count(session));
        }
        return new Reading(System.nanoTime(), counts);
    }

    private Map<StreamUrl, Rate> since(Reading before) {
        Map<StreamUrl, Rate> rates = new HashMap<>();
        long nanos = Math.max(1, System.nanoTime() - before.nanos());
        for (Session session : sessions.open()) {
            StreamUrl stream = session.stream();
            if (stream != null) {
                Count then = before.counts().getOrDefault(session.id(), new Count(0, 0));
                Count now = count(session);
                Rate rate = new Rate(
                        perSecond(now.received() - then.received(), nanos), perSecond(now.sent() - then.sent(), nanos));
                rates.merge(stream, rate, Rate::plus);
            }
        }
        last.compareAndSet(before, read());
        return rates;
    }

    private static Count count(Session session) {
        return new Count(session.received().get(), session.sent().get());
    }

    private static long perSecond(long bytes, long nanos) {
        return (long) (bytes * 1e9 / nanos);
    }
}
