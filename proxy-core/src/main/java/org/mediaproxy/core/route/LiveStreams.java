package org.mediaproxy.core.route;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * The streams that have sessions through this proxy, at one slot. Keeps their bindings alive with one task for all, and ends players that are on
 * another origin than their stream's publisher, so that they come again and find it. Owner of its map: an entry goes with the stream's
 * last session here. Any thread.
 */
final class LiveStreams {

    /**
     * How long players are seen at another origin than the stream before they are ended: two looks of whichever proxy has the older of
     * two publishers, which may get the stream back yet.
     */
    static final Duration STRAY = Duration.ofSeconds(5);

    private final Slot slot;
    private final boolean backed;
    private final SafeAffinityStore store;
    private final OriginRegistry origins;
    private final Duration bindingTtl;
    private final InstantSource clock;
    private final Rebounds rebounds;
    private final ConcurrentMap<StreamUrl, Use> uses = new ConcurrentHashMap<>();

    /** The sessions of one stream. An entry of the map is replaced, never changed, when its last session goes. */
    private static final class Use {
        final Map<Session, OriginId> sessions = new ConcurrentHashMap<>();
        volatile OriginId origin;
        volatile boolean forgotten;
        volatile Stray stray = Stray.NONE;

        Use(OriginId origin) {
            this.origin = origin;
        }
    }

    /** Since when some players are elsewhere than the stream's publisher, and where that is. */
    private record Stray(String published, long sinceMillis) {
        static final Stray NONE = new Stray("", 0);
    }

    /**
     * Keeps one slot.
     *
     * @param backed whether the stream may have another place, to which players go where this one has no publisher
     */
    LiveStreams(
            Slot slot,
            boolean backed,
            SafeAffinityStore store,
            OriginRegistry origins,
            Duration bindingTtl,
            InstantSource clock,
            Rebounds rebounds) {
        this.slot = slot;
        this.backed = backed;
        this.store = store;
        this.origins = origins;
        this.bindingTtl = bindingTtl;
        this.clock = clock;
        this.rebounds = rebounds;
    }

    /** A session's relay begins: the binding lives as long as it does, and for the TTL after it. */
    void add(Session session, StreamUrl stream, OriginId origin) {
        Use use = uses.compute(stream, (s, known) -> {
            Use joined = known == null ? new Use(origin) : known;
            joined.sessions.put(session, origin);
            joined.origin = origin;
            joined.forgotten = false;
            return joined;
        });
        keep(stream, use);
        session.onEnd(() -> {
            uses.computeIfPresent(stream, (s, known) -> {
                known.sessions.remove(session);
                return known.sessions.isEmpty() ? null : known;
            });
            store.touch(slot.binding(stream), bindingTtl);
        });
    }

    /** Starts the expiry of all that lives anew; called a few times in each TTL. */
    void refresh() {
        uses.forEach(this::keep);
    }

    /** Starts the binding's expiry anew, and makes it again where the store has lost it; what an operator had forgotten stays so. */
    private void keep(StreamUrl stream, Use use) {
        store.touch(slot.binding(stream), bindingTtl).thenAccept(bound -> {
            if (!bound && !use.forgotten) {
                remake(stream, use);
            }
        });
    }

    private void remake(StreamUrl stream, Use use) {
        store.find(StreamKeys.forgotten(stream)).thenAccept(mark -> {
            if (mark.isPresent()) {
                use.forgotten = true;
            } else {
                store.bindIfAbsent(slot.binding(stream), use.origin.text(), bindingTtl);
            }
        });
    }

    /** Looks for players that must follow their stream to another origin; called every few seconds. */
    void look() {
        uses.forEach((stream, use) -> store.find(slot.binding(stream)).thenAccept(bound -> {
            boolean strays = bound.isPresent()
                    && use.sessions.values().stream()
                            .anyMatch(origin -> !origin.text().equals(bound.get()));
            if (strays || backed) {
                store.find(slot.hold(stream)).thenAccept(hold -> compare(stream, use, bound, hold));
            } else {
                use.stray = Stray.NONE;
            }
        }));
    }

    private void compare(StreamUrl stream, Use use, Optional<String> bound, Optional<String> hold) {
        Optional<String> published =
                hold.flatMap(text -> Hold.parse(text).origin()).map(OriginId::text);
        if (published.isPresent() && published.equals(bound)) {
            follow(stream, use, published.get());
        } else if (hold.isEmpty() && backed) {
            store.find(slot.other().hold(stream)).thenAccept(other -> other.flatMap(
                            text -> Hold.parse(text).origin())
                    .ifPresentOrElse(origin -> follow(stream, use, origin.text()), () -> use.stray = Stray.NONE));
        } else {
            use.stray = Stray.NONE; // nobody publishes: players may be better off where they are
        }
    }

    /** Players go where the publisher is, if they are seen elsewhere for a while. */
    private void follow(StreamUrl stream, Use use, String published) {
        if (use.sessions.values().stream().allMatch(origin -> origin.text().equals(published))) {
            use.stray = Stray.NONE;
        } else {
            StateAnswers.safely(origins::live).thenAccept(now -> follow(stream, use, published, now));
        }
    }

    private void follow(StreamUrl stream, Use use, String published, List<Origin> registered) {
        List<Session> strays = use.sessions.entrySet().stream()
                .filter(entry -> !isOn(published, entry.getValue(), registered))
                .map(Map.Entry::getKey)
                .filter(session -> session.role() == StreamRole.PLAY)
                .toList();
        long now = clock.millis();
        Stray since = use.stray;
        if (strays.isEmpty()) {
            use.stray = Stray.NONE;
        } else if (!since.published.equals(published)) {
            use.stray = new Stray(published, now);
        } else if (now - since.sinceMillis >= STRAY.toMillis()) {
            strays.forEach(session -> rebounds.player(session, stream, published));
        }
    }

    /** Whether it is the same origin; a session may have come to the server's later run under the earlier one's name. */
    private static boolean isOn(String published, OriginId origin, List<Origin> registered) {
        return origin.text().equals(published)
                || Successors.of(origin, registered)
                        .filter(later -> later.id().text().equals(published))
                        .isPresent();
    }

    /** Streams with sessions now. */
    int size() {
        return uses.size();
    }
}
