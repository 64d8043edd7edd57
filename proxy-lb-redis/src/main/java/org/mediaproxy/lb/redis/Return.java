package org.mediaproxy.lb.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.lb.redis.KnownBindings.Known;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Looks whether Redis is back, and then settles what happened meanwhile before calls go there again: origins and bindings that Redis
 * has lost are written again, and those made here are bound there. Whoever bound a key first has it: where another value stands, it
 * is taken over. Runs on one thread; blocks.
 */
final class Return {

    /** Bindings settled after an outage, by result. */
    static final String SETTLED = "srs_proxy_redis_settled_total";

    private static final Logger LOG = LoggerFactory.getLogger(Return.class);

    private static final String PROBE_MILLIS = "1000";
    private static final int BATCH = 500;

    /** A binding to be settled, and what it has left to live. */
    private record Open(AffinityKey key, Known known, long left) {}

    private final RedisServers servers;
    private final Outage outage;
    private final RedisKeys keys;
    private final KnownBindings bindings;
    private final RedisOriginRegistry origins;
    private final LongAdder kept;
    private final LongAdder lost;

    /** Bindings of this outage that gave way. */
    private int met;

    Return(
            RedisServers servers,
            Outage outage,
            RedisKeys keys,
            KnownBindings bindings,
            RedisOriginRegistry origins,
            Counters counters) {
        this.servers = servers;
        this.outage = outage;
        this.keys = keys;
        this.bindings = bindings;
        this.origins = origins;
        this.kept = counters.counter(SETTLED, "result", "kept");
        this.lost = counters.counter(SETTLED, "result", "lost");
    }

    /** One look; called a few times a second. Does nothing unless Redis is away. */
    void look() {
        if (!outage.isOn()) {
            return;
        }
        try {
            servers.dropIdle();
            UnifiedJedis redis = servers.client();
            RedisScript.BIND_IF_ABSENT.run(redis, keys.probe(outage.key()), "1", PROBE_MILLIS);
            long since = outage.sinceNanos();
            met = 0;
            origins.restore(redis, since);
            settle(redis, since);
            outage.end();
            settle(redis, since); // what was placed here in the last moment
            if (met > 0) {
                LOG.warn("{} bindings made here while Redis was away met others, which stand", met);
            }
        } catch (RedisUnavailableException e) {
            LOG.debug("what happened while Redis was away is settled at the next look: {}", e.getMessage());
        } catch (JedisException e) {
            if (!Outage.isOne(e)) {
                LOG.warn("what happened while Redis was away cannot be settled: {}", e.toString());
                outage.end();
            }
        }
    }

    /** Takes every binding there; those that are there already stay. */
    private void settle(UnifiedJedis redis, long since) {
        List<Open> batch = new ArrayList<>();
        for (Map.Entry<AffinityKey, Known> entry : bindings.all().entrySet()) {
            Known known = entry.getValue();
            long left = known.left(since, System.nanoTime());
            boolean older = known.at() - since < 0;
            if (left <= 0) {
                bindings.all().remove(entry.getKey(), known);
            } else if (!known.heard() && (known.placed() || (older && outage.isOn()))) {
                batch.add(new Open(entry.getKey(), known, left));
            }
            if (batch.size() == BATCH) {
                settle(redis, batch);
                batch.clear();
            }
        }
        settle(redis, batch);
    }

    /** Many at once: one by one an outage would last as many round trips as there are streams. */
    private void settle(UnifiedJedis redis, List<Open> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<Response<Object>> replies = new ArrayList<>();
        try (AbstractPipeline commands = servers.pipelined().get()) {
            batch.forEach(open ->
                    replies.add(RedisScript.BIND_IF_ABSENT.queue(commands, keys.binding(open.key), arguments(open))));
            commands.sync();
        }
        for (int i = 0; i < batch.size(); i++) {
            Open open = batch.get(i);
            settled(open, reply(redis, open, replies.get(i)));
        }
    }

    private @Nullable Object reply(UnifiedJedis redis, Open open, Response<Object> reply) {
        try {
            return reply.get();
        } catch (JedisNoScriptException | JedisRedirectionException | IllegalStateException again) {
            return RedisScript.BIND_IF_ABSENT.run(redis, keys.binding(open.key), arguments(open));
        }
    }

    private String[] arguments(Open open) {
        return new String[] {keys.stored(open.key, open.known.value()), Long.toString(open.left)};
    }

    private void settled(Open open, @Nullable Object reply) {
        String mine = open.known.value();
        String stands =
                reply instanceof List<?> pair ? keys.value(open.key.namespace(), String.valueOf(pair.get(0))) : mine;
        boolean same = stands.equals(mine);
        (same ? kept : lost).increment();
        if (!same && open.known.placed()) {
            met++;
            LOG.debug("{} was bound to {} here, and is to {} elsewhere", open.key, mine, stands);
        }
        bindings.all().replace(open.key, open.known, new Known(stands, open.left, System.nanoTime(), false));
    }
}
