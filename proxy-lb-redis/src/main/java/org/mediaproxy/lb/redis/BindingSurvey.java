package org.mediaproxy.lb.redis;

import java.util.ArrayList;
import java.util.HashMap;
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

    private static final int PAGE = 1000;
    private static final int REST = 20;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final KnownBindings known;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile long restsUntil = System.nanoTime();

    BindingSurvey(RedisCalls calls, RedisKeys keys, KnownBindings known) {
        this.calls = calls;
        this.keys = keys;
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
            ended(begun);
            return;
        }
        String namespace = NAMESPACES.get(index);
        calls.call(keys.namespace(namespace), redis -> read(redis, namespace, scan))
                .whenComplete((read, error) -> {
                    if (read == null) {
                        LOG.debug("bindings of other proxies cannot be read now", error);
                        ended(begun);
                    } else if (read.isIterationCompleted()) {
                        next(index + 1, null, begun);
                    } else {
                        next(index, read, begun);
                    }
                });
    }

    private void ended(long begun) {
        long now = System.nanoTime();
        restsUntil = now + Math.max(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS) / 2, REST * (now - begun));
        underWay.set(false);
    }

    /** One page of a namespace, the first unless there is a scan to go on with. */
    private ScanIteration read(UnifiedJedis redis, String namespace, @Nullable ScanIteration before) {
        ScanIteration scan = before == null ? redis.scanIteration(PAGE, keys.pattern(namespace)) : before;
        int prefix = keys.namespace(namespace).length();
        List<AffinityKey> unknown = new ArrayList<>();
        for (String key : scan.nextBatchList()) {
            if (key.length() > prefix) {
                AffinityKey binding = new AffinityKey(namespace, key.substring(prefix));
                if (known.fresh(binding).isEmpty()) {
                    unknown.add(binding);
                }
            }
        }
        learn(redis, unknown);
        return scan;
    }

    private void learn(UnifiedJedis redis, List<AffinityKey> page) {
        if (page.isEmpty()) {
            return;
        }
        Map<AffinityKey, Long> marks = new HashMap<>();
        page.forEach(key -> marks.put(key, known.mark(key)));
        List<@Nullable String> stored =
                redis.mget(page.stream().map(keys::binding).toArray(String[]::new));
        for (int i = 0; i < page.size(); i++) {
            String value = stored.get(i);
            AffinityKey key = page.get(i);
            if (value != null) {
                known.heard(key, keys.value(key.namespace(), value), marks.getOrDefault(key, -1L));
            }
        }
    }
}
