package org.mediaproxy.core.session;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One client's way through the proxy. It belongs to one event loop, which alone changes it; the fields that the System
 * API shows are volatile references to immutable values, written a few times in a session's life. Opened by
 * {@link Sessions#open}; ended exactly once by {@link #end}.
 */
public final class Session {

    private static final Logger LOG = LoggerFactory.getLogger("org.mediaproxy.session");

    private static final int MAX_DETAIL = 300;

    private final Sessions owner;
    private final String id;
    private final String protocol;
    private final InetSocketAddress client;
    private final @Nullable Executor loop;
    private final boolean request;
    private final Level level;
    private final long startNanos = System.nanoTime();
    private final ByteCount received = new ByteCount();
    private final ByteCount sent = new ByteCount();

    private volatile Phase phase = Phase.ACCEPT;
    private volatile @Nullable StreamUrl stream;
    private volatile @Nullable StreamRole role;
    private volatile @Nullable OriginId origin;
    private volatile @Nullable SessionEnd end;
    private final List<Runnable> endActions = new ArrayList<>(2);

    Session(
            Sessions owner,
            String id,
            String protocol,
            InetSocketAddress client,
            @Nullable Executor loop,
            boolean request) {
        this.owner = owner;
        this.id = id;
        this.protocol = protocol;
        this.client = client;
        this.loop = loop;
        this.request = request;
        this.level = request ? Level.DEBUG : Level.INFO;
        LOG.atLevel(level).log("{} open {}", this, LOG.isEnabledForLevel(level) ? text(client) : "");
    }

    /** The id in log prefixes: unique among the sessions of this proxy's run. */
    public String id() {
        return id;
    }

    /** The protocol module's name. */
    public String protocol() {
        return protocol;
    }

    /** Whether it is one request of a client that makes many for one stream. */
    public boolean isRequest() {
        return request;
    }

    /** The client's address; the real one where a trusted load balancer in front told it. */
    public InetSocketAddress client() {
        return client;
    }

    /** Bytes that came from the client; counted by the relay. */
    public ByteCount received() {
        return received;
    }

    /** Bytes that went to the client; counted by the relay. */
    public ByteCount sent() {
        return sent;
    }

    /** The step the session is in. */
    public Phase phase() {
        return phase;
    }

    /** Enters the next step. */
    public void enter(Phase next) {
        phase = next;
    }

    /** Tells what the client wants; known from the end of identification. */
    public void identified(StreamUrl url, StreamRole wanted) {
        stream = url;
        role = wanted;
    }

    /** The stream, once known. */
    public @Nullable StreamUrl stream() {
        return stream;
    }

    /** The role, once known. */
    public @Nullable StreamRole role() {
        return role;
    }

    /** The origin that serves it, once chosen. */
    public @Nullable OriginId origin() {
        return origin;
    }

    /** Tells which origin was chosen, which is worth a log line. */
    public void routed(OriginId chosen, Object endpoint) {
        origin = chosen;
        owner.changed();
        StreamRole wanted = role;
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .log(
                            "{} route {} {} to {} at {}",
                            this,
                            wanted == null ? "" : wanted.label(),
                            stream,
                            chosen,
                            endpoint);
        }
    }

    /**
     * Runs when the session ends, on the thread that ends it; at once if it has ended. On the session's event loop.
     */
    public void onEnd(Runnable action) {
        if (end != null) {
            run(action);
        } else {
            endActions.add(action);
        }
    }

    /** Whether it has ended. */
    public boolean hasEnded() {
        return end != null;
    }

    /** Whether it has ended for this cause. */
    public boolean hasEnded(Cause cause) {
        SessionEnd reason = end;
        return reason != null && reason.cause() == cause;
    }

    /** Ends the session in its present phase; only the first call counts. On the session's event loop. */
    public void end(Side side, Cause cause) {
        end(side, cause, "");
    }

    /**
     * Ends the session in its present phase; only the first call counts. On the session's event loop.
     *
     * @param detail what an operator should know beyond the cause; nothing secret; may be empty
     */
    public void end(Side side, Cause cause, String detail) {
        if (end != null) {
            return;
        }
        SessionEnd reason = new SessionEnd(side, phase, cause);
        end = reason;
        owner.ended(this, reason);
        Level worth = cause.isInOrder() ? level : Level.INFO;
        if (LOG.isEnabledForLevel(worth)) {
            LOG.atLevel(worth)
                    .log(
                            "{} end {} {} by {} in {}{} after {} ms, {} bytes in, {} bytes out",
                            this,
                            reason.code(),
                            cause.label(),
                            side.label(),
                            reason.phase().label(),
                            detail.isEmpty() ? "" : ": " + printable(detail),
                            (System.nanoTime() - startNanos) / 1_000_000,
                            received.get(),
                            sent.get());
        }
        endActions.forEach(this::run);
        endActions.clear();
    }

    /**
     * Asks for the session's end from any thread: it ends as by {@link #end} on its event loop, soon. Its protocol does what it does at
     * any end: closes both sides, or says goodbye where the protocol has a word for it.
     *
     * @return false if the session was opened without a loop, or the loop is gone; nothing happens then
     */
    public boolean endSoon(Side side, Cause cause, String detail) {
        Executor own = loop;
        if (own == null) {
            return false;
        }
        try {
            own.execute(() -> end(side, cause, detail));
            return true;
        } catch (RejectedExecutionException stopped) {
            return false;
        }
    }

    /** One action's bug must not keep the others from freeing what they own. */
    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("{} a bug at the end of this session", this, e);
        }
    }

    /** A client's words in one line of the log, and not too much of them. */
    private static String printable(String detail) {
        String line = detail.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
        return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "...";
    }

    /** The log prefix: {@code [rtmp 7f3a]}. */
    @Override
    public String toString() {
        return "[" + protocol + " " + id + "]";
    }

    private static String text(InetSocketAddress address) {
        return address.isUnresolved() ? address.getHostString() + ":" + address.getPort() : plain(address);
    }

    private static String plain(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
