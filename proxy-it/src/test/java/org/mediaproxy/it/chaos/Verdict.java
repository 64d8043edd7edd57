package org.mediaproxy.it.chaos;

import java.util.ArrayList;
import java.util.List;
import org.mediaproxy.it.chaos.Journal.Gap;
import org.mediaproxy.it.chaos.Journal.Loss;
import org.mediaproxy.it.chaos.Journal.Outage;

/**
 * Judges what the clients noticed. A relay may end only with its own proxy, its own origin, or the publisher it plays;
 * and a client has its stream again within five seconds from when that was possible.
 */
final class Verdict {

    /** What the product promises. */
    static final long SERVED_WITHIN_MILLIS = 5_000;

    /** What a cut may come later than its cause: a signal, a socket's end, a thread of this machine. */
    private static final long LATE_MILLIS = 700;

    /** How long after a partition its traces may be there. */
    private static final long SETTLED_WITHIN_MILLIS = 20_000;

    private final Journal journal;
    private final List<Outage> outages;
    private final List<Gap> gaps;

    Verdict(Journal journal) {
        this.journal = journal;
        this.outages = journal.outages();
        this.gaps = journal.gaps();
    }

    /** Relays that were cut though both their ends and their proxy were alive. */
    List<String> wronglyCut() {
        List<String> wrong = new ArrayList<>();
        for (Gap gap : gaps) {
            if (gap.loss() == Loss.CUT && !mayBeCut(gap)) {
                wrong.add("%s was cut at %d ms, on proxy%d and origin%d"
                        .formatted(gap.client(), gap.lost(), gap.proxy(), originOf(gap)));
            }
        }
        return wrong;
    }

    /**
     * Losses of streams that two parts of a partition both took: one publisher had to go, and the players that had followed it.
     */
    List<Gap> rebound() {
        return gaps.stream()
                .filter(gap -> gap.loss() == Loss.CUT && wasSplit(gap))
                .toList();
    }

    private boolean wasSplit(Gap gap) {
        return journal.splits().stream()
                .filter(split -> split.stream().equals(gap.client().stream()))
                .anyMatch(split -> split.at() <= gap.lost() + LATE_MILLIS
                        && gap.lost() - split.at() < SETTLED_WITHIN_MILLIS
                        && afterPartition(split.at()));
    }

    private boolean afterPartition(long moment) {
        return outages.stream()
                .filter(outage -> outage.fault().kind() == Fault.Kind.PARTITION)
                .anyMatch(outage -> outage.from() <= moment && moment <= outage.to() + SETTLED_WITHIN_MILLIS);
    }

    private boolean mayBeCut(Gap gap) {
        int origin = originOf(gap);
        return wasSplit(gap)
                || killed(Member.Kind.PROXY, gap.proxy(), gap.lost())
                || killed(Member.Kind.ORIGIN, origin, gap.lost())
                || (origin < 0 && anyKilled(Member.Kind.ORIGIN, gap.lost()))
                || (gap.client() instanceof Player player && publisherLost(player, gap.lost()));
    }

    private int originOf(Gap gap) {
        return journal.origin(gap.client().stream(), gap.lost());
    }

    private boolean killed(Member.Kind kind, int member, long moment) {
        return outages.stream()
                .filter(outage -> outage.fault().kind() == Fault.Kind.KILL)
                .filter(outage -> outage.fault().hits(kind, member))
                .anyMatch(outage -> outage.from() <= moment + LATE_MILLIS && moment <= outage.from() + LATE_MILLIS);
    }

    private boolean anyKilled(Member.Kind kind, long moment) {
        for (int member = 0; member < Cluster.MEMBERS; member++) {
            if (killed(kind, member, moment)) {
                return true;
            }
        }
        return false;
    }

    private boolean publisherLost(Player player, long moment) {
        return gaps.stream()
                .filter(gap -> gap.client() == player.publisher())
                .anyMatch(gap -> gap.lost() - LATE_MILLIS <= moment && moment <= after(gap.served(), LATE_MILLIS));
    }

    /** Clients that had to wait longer than promised. */
    List<String> servedLate() {
        List<String> late = new ArrayList<>();
        for (Gap gap : gaps) {
            long possible = possible(gap);
            if (gap.served() - possible > SERVED_WITHIN_MILLIS) {
                late.add(
                        "%s lost its stream (%s) at %d ms on proxy%d, could have had it from %d ms, had it at %s; called %s"
                                .formatted(
                                        gap.client(),
                                        gap.loss(),
                                        gap.lost(),
                                        gap.proxy(),
                                        possible,
                                        gap.served() == Journal.NEVER ? "no time" : gap.served() + " ms",
                                        gap.tried()));
            }
        }
        return late;
    }

    /** The longest wait from when it was possible, in milliseconds. */
    long longestWait() {
        return gaps.stream()
                .mapToLong(gap -> gap.served() - possible(gap))
                .max()
                .orElse(0);
    }

    /** From when on nothing outside the cluster's power kept the client from its stream. */
    private long possible(Gap gap) {
        long possible = gap.lost();
        for (Outage outage : outages) {
            if (hinders(outage, gap)) {
                long mended = outage.fault().kind() == Fault.Kind.KILL ? outage.from() : outage.to();
                if (mended < gap.served()) {
                    possible = Math.max(possible, mended);
                }
            }
        }
        if (gap.client() instanceof Player player) {
            for (Gap other : gaps) {
                if (other.client() == player.publisher() && other.served() < gap.served()) {
                    possible = Math.max(possible, other.served());
                }
            }
        }
        return possible;
    }

    /** Whether the outage met something that the client needed while it waited. */
    private boolean hinders(Outage outage, Gap gap) {
        boolean partition = outage.fault().kind() == Fault.Kind.PARTITION; // both parts have to serve
        if (partition || outage.to() < gap.lost() || outage.from() > gap.served()) {
            return false;
        }
        return switch (outage.fault().what()) {
            case ORIGIN -> true;
            case PROXY -> gap.tried().contains(outage.fault().member()) || publishesThrough(outage, gap);
            case STORE -> false;
        };
    }

    /** A paused proxy holds the stream up that is published through it. */
    private boolean publishesThrough(Outage outage, Gap gap) {
        return gap.client() instanceof Player player
                && gaps.stream()
                        .anyMatch(other -> other.client() == player.publisher()
                                && other.tried().contains(outage.fault().member()));
    }

    private static long after(long moment, long millis) {
        return moment == Journal.NEVER ? moment : moment + millis;
    }
}
