package org.mediaproxy.it.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Everything that was seen during a run, in milliseconds since its beginning: what was done to the members, which origin
 * each stream was on, and what the clients noticed. Written by any thread, read when all is over.
 */
final class Journal {

    /** The moment of what has not happened. */
    static final long NEVER = Long.MAX_VALUE;

    private final long begun = System.nanoTime();
    private final ConcurrentLinkedQueue<Outage> outages = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Gap> gaps = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Split> splits = new ConcurrentLinkedQueue<>();
    private final Map<String, TreeMap<Long, Integer>> places = new ConcurrentHashMap<>();

    /** A fault as it really was: when it began to be made, and when it was mended. */
    record Outage(Fault fault, long from, long to) {

        boolean covers(long moment) {
            return moment >= from && moment <= to;
        }
    }

    /** How a client lost its stream. */
    enum Loss {
        /** The connection ended under it. */
        CUT,
        /** Nothing came any more, and it left by itself. */
        SILENCE,
        /** It has just begun. */
        START
    }

    /**
     * A time in which a client had no stream.
     *
     * @param proxy the one it had the stream through before; -1 at the start
     * @param last when it had last had something
     * @param tried the proxies it has called meanwhile
     */
    record Gap(Client client, Loss loss, int proxy, long last, long lost, long served, List<Integer> tried) {}

    /** Several origins had a publisher of one stream at one time. */
    record Split(String stream, long at, List<Integer> origins) {}

    /** Milliseconds since the beginning. */
    long now() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    void add(Outage outage) {
        outages.add(outage);
    }

    void add(Gap gap) {
        gaps.add(gap);
    }

    void add(Split split) {
        splits.add(split);
    }

    /** The stream's publisher was seen at an origin. */
    void seen(String stream, long at, int origin) {
        TreeMap<Long, Integer> known = places.computeIfAbsent(stream, s -> new TreeMap<>());
        synchronized (known) {
            if (known.isEmpty() || known.lastEntry().getValue() != origin) {
                known.put(at, origin);
            }
        }
    }

    /** Where the stream's publisher was last seen before the moment, or -1. */
    int origin(String stream, long moment) {
        TreeMap<Long, Integer> known = places.getOrDefault(stream, new TreeMap<>());
        synchronized (known) {
            Map.Entry<Long, Integer> entry = known.floorEntry(moment);
            return entry == null ? -1 : entry.getValue();
        }
    }

    List<Outage> outages() {
        return new ArrayList<>(outages);
    }

    List<Gap> gaps() {
        return new ArrayList<>(gaps);
    }

    List<Split> splits() {
        return new ArrayList<>(splits);
    }
}
