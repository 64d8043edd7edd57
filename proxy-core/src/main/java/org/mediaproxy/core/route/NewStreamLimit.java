package org.mediaproxy.core.route;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A token bucket for each client address: how many new bindings it may cause. */
final class NewStreamLimit {

    private static final int BURST_SECONDS = 10;

    private final int perSecond;
    private final ConcurrentMap<InetAddress, Bucket> buckets = new ConcurrentHashMap<>();

    private record Bucket(double tokens, long atNanos, boolean admitted) {}

    NewStreamLimit(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Takes one token; false if there is none. */
    boolean admit(InetAddress address, long nowNanos) {
        Bucket after = buckets.compute(address, (a, bucket) -> {
            double tokens = bucket == null ? burst() : refilled(bucket, nowNanos);
            return new Bucket(tokens < 1 ? tokens : tokens - 1, nowNanos, tokens >= 1);
        });
        return after.admitted;
    }

    /** Gives one token back: the stream was none that is new. */
    void giveBack(InetAddress address) {
        buckets.computeIfPresent(
                address,
                (a, bucket) -> new Bucket(Math.min(burst(), bucket.tokens + 1), bucket.atNanos, bucket.admitted));
    }

    /** Forgets addresses whose bucket is full again. */
    void sweep(long nowNanos) {
        buckets.values().removeIf(bucket -> refilled(bucket, nowNanos) >= burst());
    }

    int size() {
        return buckets.size();
    }

    private double refilled(Bucket bucket, long nowNanos) {
        return Math.min(burst(), bucket.tokens + (nowNanos - bucket.atNanos) / 1e9 * perSecond);
    }

    private double burst() {
        return (double) perSecond * BURST_SECONDS;
    }
}
