package org.mediaproxy.it.chaos;

/**
 * Something that happens to a member, and is over after a while.
 *
 * @param member its number among those of its kind
 * @param from milliseconds after the beginning
 * @param to when it is mended: the process is started again, goes on, is connected again
 */
record Fault(Kind kind, Member.Kind what, int member, long from, long to) {

    /** What happens. */
    enum Kind {
        /** SIGKILL, and a start later. */
        KILL,
        /** SIGSTOP, and SIGCONT later. */
        PAUSE,
        /** Cut off from the other proxies, but not from clients and origins. */
        PARTITION
    }

    boolean hits(Member.Kind otherKind, int other) {
        return what == otherKind && member == other;
    }

    @Override
    public String toString() {
        return "%.1f-%.1f s %s %s %d".formatted(from / 1000.0, to / 1000.0, kind, what, member);
    }
}
