package org.mediaproxy.core.route;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publishers of this proxy in one slot, each of which holds its stream: a key of its own beside the binding, so that a binding stays what the
 * Go proxy writes, the name of an origin and nothing else.
 *
 * <p>Of several publishers on one origin one has the hold, and when it ends, another takes it: who may publish is the origin's matter.
 * Two publishers on two origins are what an outage or a partition leaves behind. Each one's proxy sees that somebody else has the hold
 * and compares the two texts, which gives the same answer on both sides: the older takes the hold and the binding, the younger is
 * ended. A publisher of an earlier run of its server does not win, and one whose server is not registered does not lose either; nobody could be
 * sent to it. A hold of a proxy that is gone holds nothing.
 *
 * <p>A hold may be all that is left of a publisher: what stands in a store that was away, or comes with the other half of a mesh, may
 * have been released meanwhile, and its publisher may be this very one, which came again. So a younger publisher is ended only by an
 * older one that answers: it takes the hold, and the other takes it back in words that are new, or is not there. The stream stays
 * bound to the other's origin until the time for an answer is over.
 *
 * <p>Owner of its set: an entry goes with its session. Any thread.
 */
final class PublisherHolds {

    /** How long a hold outlives a proxy that vanished. */
    static final Duration HOLD_TTL = Duration.ofSeconds(30);

    /** How often {@link #look} must be called: who was challenged has to see it in time. */
    static final Duration LOOK = Duration.ofSeconds(2);

    /** How often {@link #settle} must be called. */
    static final Duration SETTLE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(PublisherHolds.class);

    private final Slot slot;
    private final SafeAffinityStore store;
    private final OriginRegistry origins;
    private final BindingMove binding;
    private final Rebounds rebounds;
    private final Predicate<String> gone;
    private final InstantSource clock;
    private final Set<Publisher> publishers = ConcurrentHashMap.newKeySet();

    PublisherHolds(
            Slot slot,
            SafeAffinityStore store,
            OriginRegistry origins,
            Duration bindingTtl,
            Rebounds rebounds,
            Predicate<String> gone,
            InstantSource clock) {
        this.slot = slot;
        this.store = store;
        this.origins = origins;
        this.binding = new BindingMove(slot, store, bindingTtl);
        this.rebounds = rebounds;
        this.gone = gone;
        this.clock = clock;
    }

    /** A publisher's relay begins: it holds the stream if nobody else does. On the session's loop. */
    void publish(Session session, StreamUrl stream, OriginId origin, String proxyId) {
        Hold hold = Hold.of(proxyId, session.id(), clock.millis(), origin);
        Publisher publisher = new Publisher(session, stream, origin, hold);
        publishers.add(publisher);
        session.onEnd(() -> release(publisher)); // here, on the session's loop: the store completes on any thread
        take(publisher);
    }

    private void release(Publisher publisher) {
        publishers.remove(publisher);
        store.release(slot.hold(publisher.stream()), publisher.hold().text());
    }

    private void take(Publisher publisher) {
        store.bindIfAbsent(slot.hold(publisher.stream()), publisher.hold().text(), HOLD_TTL)
                .whenComplete((holder, error) -> {
                    if (error != null) {
                        LOG.debug("{} cannot hold {} now", publisher, publisher.stream(), error);
                    } else if (holder.equals(publisher.hold().text())) {
                        taken(publisher);
                    } else {
                        contend(publisher, Hold.parse(holder));
                    }
                });
    }

    private void taken(Publisher publisher) {
        if (!publishers.contains(publisher)) {
            release(publisher); // it ended while the store was asked
        } else if (!publisher.awaitsAnswer(clock.millis())) {
            publisher.unchallenged();
            keepBinding(publisher);
        }
    }

    /** Another publisher has the hold. Where it is on the same origin there is nothing to decide. */
    private void contend(Publisher publisher, Hold hold) {
        boolean here = hold.origin().equals(Optional.of(publisher.origin()));
        if (here && (hold.isReported() || hold.isOfSamePublisher(publisher.hold()))) {
            takeOver(publisher, hold); // reported: most likely this very publisher, of which the origin told
            return;
        }
        Optional<OriginId> elsewhere = hold.origin().filter(origin -> !origin.equals(publisher.origin()));
        if (elsewhere.isEmpty() || !publishers.contains(publisher)) {
            return;
        }
        OriginId theirs = elsewhere.get();
        Successors.of(publisher.origin(), origins).thenCombine(Successors.of(theirs, origins), (mine, other) -> {
            boolean registered = mine.equals(Optional.of(publisher.origin()));
            boolean held = other.equals(Optional.of(theirs)) && !hold.isOf(gone);
            if (registered && (!held || publisher.hold().isOlderThan(hold))) {
                publisher.unchallenged();
                takeOver(publisher, hold);
            } else if (mine.isPresent() && held && !mine.equals(other)) {
                giveWay(publisher, hold);
            }
            return mine;
        });
    }

    /** The older publisher has the stream, if there is one behind the hold. */
    private void giveWay(Publisher publisher, Hold older) {
        if (older.isReported() || publisher.isAnsweredBy(older)) {
            rebounds.publisher(publisher.session(), publisher.stream(), publisher.hold(), older);
        } else {
            publisher.challenge(older, clock.millis());
            takeOver(publisher, older);
        }
    }

    private void takeOver(Publisher publisher, Hold other) {
        String mine = publisher.speakAnew().text();
        store.rebind(slot.hold(publisher.stream()), other.text(), mine, HOLD_TTL)
                .thenAccept(won -> {
                    if (won) {
                        taken(publisher);
                    } // else the other ended or a third one was faster: the next look tells
                });
    }

    /** A hold wins over a binding that somebody moved, unless its origin is gone. */
    private void keepBinding(Publisher publisher) {
        store.find(slot.binding(publisher.stream()))
                .thenCombine(Successors.of(publisher.origin(), origins), (bound, now) -> {
                    now.filter(origin -> !bound.equals(Optional.of(origin.text())))
                            .ifPresent(origin -> binding.to(publisher.stream(), origin));
                    return now;
                });
    }

    /** Starts the expiry of all holds anew; called a few times in each TTL. */
    void refresh() {
        for (Publisher publisher : publishers) {
            String hold = publisher.hold().text();
            store.rebind(slot.hold(publisher.stream()), hold, hold, HOLD_TTL).thenAccept(held -> {
                if (held) {
                    taken(publisher);
                } else if (publishers.contains(publisher)) {
                    take(publisher);
                }
            });
        }
    }

    /** Looks whether somebody else has a hold; called every few seconds. */
    void look() {
        publishers.forEach(this::look);
    }

    /** Looks after those that have challenged somebody. */
    void settle() {
        for (Publisher publisher : publishers) {
            if (publisher.hasChallenged()) {
                look(publisher);
            }
        }
    }

    private void look(Publisher publisher) {
        store.find(slot.hold(publisher.stream())).thenAccept(holder -> {
            if (holder.equals(Optional.of(publisher.hold().text()))) {
                taken(publisher);
            } else if (publishers.contains(publisher)) {
                take(publisher);
            }
        });
    }

    /** Publishers now. */
    int size() {
        return publishers.size();
    }
}
