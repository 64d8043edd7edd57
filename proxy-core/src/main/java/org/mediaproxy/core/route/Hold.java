package org.mediaproxy.core.route;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;

/**
 * Who publishes a stream. As text, which is what the store has: {@code proxyId sessionId epochMillis originId}; only the last may have
 * blanks in it. Behind the session's id there may be {@code ~} and a number: how often the publisher has said it anew. Where the
 * origin itself said that somebody publishes straight to it, the first two are {@code origin} and the origin's name for the publisher.
 *
 * @param text as stored; compared as a whole
 * @param sinceMillis when the publisher's relay began; 0 if the text does not tell
 * @param origin where it publishes to; empty if the text does not tell
 */
record Hold(String text, long sinceMillis, Optional<OriginId> origin) {

    private static final String REPORTED = "origin";
    private static final char ANEW = '~';

    static Hold of(String proxyId, String sessionId, long sinceMillis, OriginId origin) {
        return new Hold(
                proxyId + " " + sessionId + " " + sinceMillis + " " + origin.text(), sinceMillis, Optional.of(origin));
    }

    /** Of a publisher that an origin told of. */
    static Hold reported(String publisher, long sinceMillis, OriginId origin) {
        return of(REPORTED, publisher.replaceAll("\\s", "_"), sinceMillis, origin);
    }

    /** Whether no proxy has the publisher: only the origin's word stands for it. */
    boolean isReported() {
        return text.startsWith(REPORTED + " ");
    }

    /** Whether the proxy that has the publisher is one of these. */
    boolean isOf(Predicate<String> proxies) {
        int end = text.indexOf(' ');
        return end > 0 && sinceMillis > 0 && !isReported() && proxies.test(text.substring(0, end));
    }

    /** Whether the origin told of this publisher. */
    boolean isReported(String publisher, OriginId by) {
        return origin.filter(by::equals).isPresent()
                && text.startsWith(REPORTED + " " + publisher.replaceAll("\\s", "_") + " ");
    }

    /** Reads any text: what another version wrote is a hold all the same. */
    static Hold parse(String text) {
        String[] parts = text.split(" ", 4);
        Long since = parts.length < 3 ? null : number(parts[2]);
        if (since == null) {
            return new Hold(text, 0, Optional.empty());
        }
        boolean tellsOrigin = parts.length == 4 && !parts[3].isEmpty();
        return new Hold(text, since, tellsOrigin ? Optional.of(new OriginId(parts[3])) : Optional.empty());
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The same hold in other words: who reads them knows that they were written later. */
    Hold anew() {
        String[] parts = text.split(" ", 3);
        return new Hold(
                parts[0] + " " + session(parts) + ANEW + (serial(parts) + 1) + " " + parts[2], sinceMillis, origin);
    }

    /** Whether the publisher is the same, whatever was said anew. */
    boolean isOfSamePublisher(Hold other) {
        String[] mine = text.split(" ", 3);
        String[] theirs = other.text.split(" ", 3);
        return mine.length == 3
                && theirs.length == 3
                && mine[0].equals(theirs[0])
                && session(mine).equals(session(theirs))
                && mine[2].equals(theirs[2]);
    }

    /** Whether the other's publisher has said this after the other. */
    boolean isLaterWordOf(Hold other) {
        return isOfSamePublisher(other) && serial(text.split(" ", 3)) > serial(other.text.split(" ", 3));
    }

    private static String session(String[] parts) {
        int mark = parts[1].lastIndexOf(ANEW);
        return mark < 0 ? parts[1] : parts[1].substring(0, mark);
    }

    private static long serial(String[] parts) {
        int mark = parts[1].lastIndexOf(ANEW);
        Long serial = mark < 0 ? null : number(parts[1].substring(mark + 1));
        return serial == null ? 0 : serial;
    }

    /** Which of two publishers has the better right: the one that came first; the same answer whoever asks. */
    boolean isOlderThan(Hold other) {
        return sinceMillis == other.sinceMillis ? text.compareTo(other.text) < 0 : sinceMillis < other.sinceMillis;
    }
}
