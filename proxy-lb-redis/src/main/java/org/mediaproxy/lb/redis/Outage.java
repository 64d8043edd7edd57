package org.mediaproxy.lb.redis;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Whether Redis is away, since when, and why. Any thread. */
final class Outage {

    /** How many times Redis went away. */
    static final String OUTAGES = "srs_proxy_redis_outages_total";

    /** 1 while it is away. */
    static final String AWAY = "srs_proxy_redis_away";

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    /** What a server says that is there, but cannot serve for now. Anything else it says is an answer. */
    private static final Set<String> NOT_NOW = Set.of(
            "LOADING",
            "READONLY",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "MISCONF",
            "NOREPLICAS",
            "OOM",
            "BUSY",
            "NOAUTH",
            "WRONGPASS",
            "NOPERM");

    private final Counters counters;
    private final String where;
    private volatile @Nullable Since since;
    private volatile boolean closed;

    private record Since(long nanos, String key, String reason) {}

    Outage(Counters counters, String where) {
        this.counters = counters;
        this.where = where;
    }

    /** Whether an error means that Redis is away, not that it dislikes this one command. */
    static boolean isOne(JedisException error) {
        if (error instanceof JedisDataException) {
            String message = String.valueOf(error.getMessage());
            int end = message.indexOf(' ');
            return error instanceof JedisClusterException
                    || NOT_NOW.contains(end < 0 ? message : message.substring(0, end));
        }
        return true; // connections and pools of them
    }

    /** Whether an error is one of a connection, which another connection may not have. */
    static boolean isOfConnection(JedisException error) {
        return error instanceof JedisConnectionException
                && !(error.getCause() instanceof java.net.SocketTimeoutException);
    }

    boolean isOn() {
        return since != null;
    }

    /** When it began, by {@link System#nanoTime}; now, if there is none. */
    long sinceNanos() {
        Since began = since;
        return began == null ? System.nanoTime() : began.nanos;
    }

    /** The key whose slot failed; empty if there is no outage. */
    String key() {
        Since began = since;
        return began == null ? "" : began.key;
    }

    /** In words, for the health call. */
    List<String> troubles() {
        Since began = since;
        return began == null ? List.of() : List.of("degraded: " + where + " is away: " + began.reason);
    }

    synchronized void begin(String key, Throwable error) {
        if (since != null || closed) {
            return;
        }
        String reason = reason(error);
        since = new Since(System.nanoTime(), key, reason);
        counters.counter(OUTAGES).increment();
        counters.counter(AWAY).increment();
        LOG.warn("{} is away: {}; known streams are served, and new ones are placed without it", where, reason);
    }

    /** What fails from now on fails because it was closed. */
    void close() {
        closed = true;
    }

    synchronized void end() {
        Since began = since;
        if (began == null) {
            return;
        }
        since = null;
        counters.counter(AWAY).decrement();
        LOG.info("{} is back after {} ms", where, (System.nanoTime() - began.nanos) / 1_000_000);
    }

    /** The innermost message: the outer ones say only that something failed. */
    static String reason(Throwable error) {
        Throwable inner = error;
        Throwable next = below(inner);
        while (next != null && next.getMessage() != null) {
            inner = next;
            next = below(inner);
        }
        return inner instanceof JedisException ? String.valueOf(inner.getMessage()) : inner.toString();
    }

    /** What caused an error; jedis hangs the errors of several addresses on one of its own. */
    static @Nullable Throwable below(Throwable error) {
        if (error.getCause() != null) {
            return error.getCause();
        }
        return error.getSuppressed().length == 0 ? null : error.getSuppressed()[0];
    }
}
