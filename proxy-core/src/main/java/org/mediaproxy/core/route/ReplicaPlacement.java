package org.mediaproxy.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.Route;

/**
 * Where one session goes if a stream may be on two origins. The first publisher has the primary slot and the second one the backup, on
 * another origin; within a slot everything is as {@link StreamPlacement} has it. Players go to one of the origins that have a publisher
 * now. Any thread.
 */
final class ReplicaPlacement {

    private final OriginRegistry origins;
    private final SafeAffinityStore affinity;
    private final StreamPlacement placement;

    ReplicaPlacement(OriginRegistry origins, SafeAffinityStore affinity, StreamPlacement placement) {
        this.origins = origins;
        this.affinity = affinity;
        this.placement = placement;
    }

    /** An origin on which the stream is published now. */
    private record Place(Slot slot, Origin origin) {}

    /** What is known of a stream: where it is published, and which origins there are. */
    private record Places(Optional<Place> primary, Optional<Place> backup, List<Origin> live) {}

    private CompletionStage<Places> places(Routing routing) {
        return affinity.find(Slot.PRIMARY.hold(routing.stream()))
                .thenCombine(affinity.find(Slot.BACKUP.hold(routing.stream())), List::of)
                .thenCombine(
                        origins.live(),
                        (holds, live) -> new Places(
                                place(Slot.PRIMARY, holds.get(0), live), place(Slot.BACKUP, holds.get(1), live), live));
    }

    private static Optional<Place> place(Slot slot, Optional<String> hold, List<Origin> live) {
        return hold.flatMap(text -> Hold.parse(text).origin())
                .flatMap(id -> live.stream().filter(o -> o.id().equals(id)).findFirst())
                .map(origin -> new Place(slot, origin));
    }

    CompletionStage<Route> find(Routing routing) {
        return places(routing)
                .thenCompose(places -> routing.publishes() ? publish(routing, places) : play(routing, places));
    }

    private CompletionStage<Route> publish(Routing routing, Places places) {
        if (places.primary.isPresent() && places.backup.isEmpty()) {
            Routing second =
                    routing.at(Slot.BACKUP).avoiding(places.primary.get().origin.id());
            boolean possible = places.live.stream().anyMatch(origin -> !origin.draining() && second.fits(origin));
            return placement.find(possible ? second : routing); // the origin says no to a second publisher
        }
        if (places.primary.isEmpty() && places.backup.isPresent()) {
            Routing first = routing.avoiding(places.backup.get().origin.id());
            boolean possible = places.live.stream().anyMatch(origin -> !origin.draining() && first.fits(origin));
            return placement.find(possible ? first : routing);
        }
        return placement.find(routing);
    }

    /** Where the stream is published on one or two origins, one of them; else where it is bound. */
    private CompletionStage<Route> play(Routing routing, Places places) {
        List<Place> fit = new ArrayList<>();
        places.primary.filter(place -> routing.fits(place.origin)).ifPresent(fit::add);
        places.backup.filter(place -> routing.fits(place.origin)).ifPresent(fit::add);
        if (places.backup.isEmpty() || fit.isEmpty()) {
            return placement.find(routing.at(Slot.PRIMARY));
        }
        Place chosen = fit.get(fit.size() == 1 ? 0 : share(routing.session()));
        return placement.at(routing.at(chosen.slot), chosen.origin);
    }

    /** Any; but requests stay with the first, as one playlist after the other must tell of the same origin's segments. */
    private static int share(Session session) {
        return session.isRequest() ? 0 : ThreadLocalRandom.current().nextInt(2);
    }

    /** A connect failed: a player goes to the other origin that has the stream, if there is one. */
    CompletionStage<Route> leave(Routing rest, Origin failed) {
        if (rest.publishes()) {
            return placement.leave(rest, failed);
        }
        return places(rest).thenCompose(places -> {
            Optional<Place> other = places.primary
                    .filter(place -> rest.fits(place.origin))
                    .or(() -> places.backup.filter(place -> rest.fits(place.origin)));
            return other.isPresent()
                    ? placement.at(rest.at(other.get().slot), other.get().origin)
                    : placement.leave(rest, failed);
        });
    }

    /** A session that belongs to one origin counts for the slot that is there. */
    CompletionStage<Route> pinned(Routing routing, OriginId id) {
        return affinity.find(Slot.BACKUP.binding(routing.stream())).thenCompose(backup -> {
            boolean there = backup.equals(Optional.of(id.text()));
            return placement.pinned(routing.at(there ? Slot.BACKUP : Slot.PRIMARY), id);
        });
    }
}
