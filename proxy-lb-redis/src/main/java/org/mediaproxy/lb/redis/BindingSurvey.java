package org.mediaproxy.lb.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.AffinityKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ScanIteration;
import redis.clients.jedis.UnifiedJedis;

/**
 * Reads now and then what other proxies have bound, and first at the start. While Redis is away a proxy sends a stream that it does not
 * know to another origin than the one where it is published, and a proxy that has just been started knows none. Works on the threads of
 * calls, one survey at a time, and rests twenty times as long as it worked.
 */
final class BindingSurvey {

    /** How often {@link #look} is called. */
    static final long LOOK_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(BindingSurvey.class);

    /** The router's: where streams are. Not who publishes them: while Redis is away nobody tells that a publisher has gone. */
    private static final List<String> NAMESPACES = List.of("stream", "backup");

    private static final int REST = 20;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final StoredBindings stored;
    private final KnownBindings known;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile long restsUntil = System.nanoTime();
    private volatile boolean failing;

    BindingSurvey(RedisCalls calls, RedisKeys keys, StoredBindings stored, KnownBindings known) {
        this.calls = calls;
        this.keys = keys;
        this.stored = stored;
        this.known = known;
    }

    /** Begins a survey, unless one is under way, was not long ago, or Redis is away. Never blocks. */
    void look() {
        if (calls.outage().isOn() || System.nanoTime() - restsUntil < 0 || !underWay.compareAndSet(false, true)) {
            return;
        }
        long begun = System.nanoTime();
        next(0, null, begun);
    }

    /** One page after the other, each a call with its own deadline, so that others come in between. */
    private void next(int index, @Nullable ScanIteration scan, long begun) {
        if (index == NAMESPACES.size()) {
            failing = false;
            ended(begun);
            return;
        }
        String namespace = NAMESPACES.get(index);
        calls.call(keys.namespace(namespace), redis -> read(redis, namespace, scan))
                .whenComplete((read, error) -> {
                    if (read == null) {
                        failed(error);
                        ended(begun);
                    } else if (read.isIterationCompleted()) {
                        next(index + 1, null, begun);
                    } else {
                        next(index, read, begun);
                    }
                });
    }

    /** Says so once, however long it lasts. That Redis is away is said elsewhere. */
    private void failed(@Nullable Throwable error) {
        if (!failing && !calls.outage().isOn()) {
            failing = true;
            LOG.warn("bindings of other proxies cannot be read, should Redis go away: {}", String.valueOf(error));
        }
    }

    private void ended(long begun) {
        long now = System.nanoTime();
        restsUntil = now + Math.max(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS) / 2, REST * (now - begun));
        underWay.set(false);
    }

    /** One piece of a namespace, the first unless there is a scan to go on with. */
    private ScanIteration read(UnifiedJedis redis, String namespace, @Nullable ScanIteration before) {
        ScanIteration scan = before == null ? stored.scan(redis, namespace) : before;
        Map<String, Long> marks = new LinkedHashMap<>();
        for (String name : stored.names(scan, namespace)) {
            AffinityKey key = new AffinityKey(namespace, name);
            if (known.fresh(key).isEmpty()) {
                marks.put(name, known.mark(key));
            }
        }
        stored.values(redis, namespace, List.copyOf(marks.keySet()))
                .forEach((name, value) ->
                        known.heard(new AffinityKey(namespace, name), value, marks.getOrDefault(name, -1L)));
        return scan;
    }
}
