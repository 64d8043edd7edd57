package org.mediaproxy.core.session;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamRole;

/** All sessions of one proxy: opens them, forgets them when they end, and counts both. Any thread. */
public final class Sessions {

    /** Sessions that ended, by protocol, side, phase and cause. */
    public static final String ENDS = "srs_proxy_session_ends_total";

    /** Sessions opened, by protocol. */
    public static final String OPENED = "srs_proxy_sessions_opened_total";

    private final Counters counters;
    private final Map<String, Session> open = new ConcurrentHashMap<>();
    private final AtomicInteger nextId = new AtomicInteger((int) System.nanoTime());
    private final AtomicLong changes = new AtomicLong();
    private final Map<SessionEndKey, LongAdder> ends = new ConcurrentHashMap<>();
    private final List<Waiter> waiters = new java.util.concurrent.CopyOnWriteArrayList<>();

    private record SessionEndKey(String protocol, SessionEnd end) {}

    private record Waiter(String protocol, CompletableFuture<@Nullable Void> done) {}

    public Sessions(Counters counters) {
        this.counters = counters;
    }

    /**
     * Opens a session of the given protocol that only its own event loop can end: nobody else knows that loop, so a stream that must
     * move cannot take the session along. The caller is the loop, which must end it.
     */
    public Session open(String protocol, InetSocketAddress client) {
        return open(protocol, client, null, false);
    }

    /**
     * Opens a session of the given protocol. The caller is its event loop, which must end it.
     *
     * @param loop the same loop, for {@link Session#endSoon}
     */
    public Session open(String protocol, InetSocketAddress client, Executor loop) {
        return open(protocol, client, loop, false);
    }

    private Session open(String protocol, InetSocketAddress client, @Nullable Executor loop, boolean quiet) {
        String id = HexFormat.of().toHexDigits(nextId.getAndAdd(0x9E3779B1));
        Session session = new Session(this, id, protocol, client, loop, quiet);
        open.put(id, session);
        changed();
        counters.counter(OPENED, "protocol", protocol).increment();
        return session;
    }

    /**
     * Opens a session that is one request of a protocol which makes many: what goes well is logged at DEBUG. The caller
     * is its event loop, which must end it.
     */
    public Session openRequest(String protocol, InetSocketAddress client) {
        return open(protocol, client, null, true);
    }

    /** All open sessions; a live view. */
    public Collection<Session> open() {
        return open.values();
    }

    /** Grows whenever a session opens, ends or gets to an origin: if it is what it was, so is what {@link #open} counts to. */
    public long changes() {
        return changes.get();
    }

    void changed() {
        changes.incrementAndGet();
    }

    /** How many sessions of a protocol are open. */
    public long count(String protocol) {
        return open.values().stream().filter(s -> s.protocol().equals(protocol)).count();
    }

    /** How many sessions an origin serves through this proxy. */
    public long count(OriginId origin) {
        return open.values().stream().filter(s -> origin.equals(s.origin())).count();
    }

    /** How many open sessions have the role. */
    public long count(StreamRole role) {
        return open.values().stream().filter(s -> s.role() == role).count();
    }

    /** Completes when no session of the protocol is open. */
    public CompletionStage<@Nullable Void> whenNone(String protocol) {
        Waiter waiter = new Waiter(protocol, new CompletableFuture<>());
        waiters.add(waiter);
        settle();
        return waiter.done;
    }

    void ended(Session session, SessionEnd end) {
        open.remove(session.id());
        changed();
        ends.computeIfAbsent(new SessionEndKey(session.protocol(), end), this::endCounter)
                .increment();
        if (!waiters.isEmpty()) {
            settle();
        }
    }

    private LongAdder endCounter(SessionEndKey key) {
        SessionEnd end = key.end();
        return counters.counter(
                ENDS,
                "protocol",
                key.protocol(),
                "side",
                end.side().label(),
                "phase",
                end.phase().label(),
                "cause",
                end.cause().label());
    }

    /** Completes outside of any iteration's lock, because what waits may come back here. */
    private void settle() {
        for (Waiter waiter : List.copyOf(waiters)) {
            boolean none = open.values().stream().noneMatch(s -> s.protocol().equals(waiter.protocol));
            if (none && waiters.remove(waiter)) {
                waiter.done.complete(null);
            }
        }
    }
}
