package org.mediaproxy.core.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.stream.StreamUrl;

/** A publisher of this proxy, and whom it has challenged for its stream. Any thread. */
final class Publisher {

    /** How long the challenged has time to answer: its proxy looks every two seconds, and the answer has to come here. */
    static final Duration ANSWER = Duration.ofSeconds(3);

    private final Session session;
    private final StreamUrl stream;
    private final OriginId origin;
    private volatile Hold hold;
    private volatile @Nullable Challenge challenge;

    /** To whom, and when. */
    private record Challenge(Hold other, long atMillis) {}

    Publisher(Session session, StreamUrl stream, OriginId origin, Hold hold) {
        this.session = session;
        this.stream = stream;
        this.origin = origin;
        this.hold = hold;
    }

    Session session() {
        return session;
    }

    StreamUrl stream() {
        return stream;
    }

    OriginId origin() {
        return origin;
    }

    /** As it was last written, or is about to be. */
    Hold hold() {
        return hold;
    }

    /** The hold in words that nobody can have left behind. */
    synchronized Hold speakAnew() {
        hold = hold.anew();
        return hold;
    }

    /** It takes the hold of an older publisher, who is to take it back if it lives. */
    void challenge(Hold other, long nowMillis) {
        challenge = new Challenge(other, nowMillis);
    }

    /** Nobody older is there. */
    void unchallenged() {
        challenge = null;
    }

    /** Whether the hold is what somebody who was challenged has said since. */
    boolean isAnsweredBy(Hold other) {
        Challenge made = challenge;
        return made != null && other.isLaterWordOf(made.other);
    }

    /** Whether it has challenged somebody at all. */
    boolean hasChallenged() {
        return challenge != null;
    }

    /** Whether somebody may yet answer. */
    boolean awaitsAnswer(long nowMillis) {
        Challenge made = challenge;
        long since = made == null ? -1 : nowMillis - made.atMillis; // below 0 where somebody put the clock back
        return since >= 0 && since < ANSWER.toMillis();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
