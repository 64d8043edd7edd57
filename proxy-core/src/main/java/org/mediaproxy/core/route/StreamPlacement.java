package org.mediaproxy.core.route;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.health.OriginHealth;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.Standing;

/**
 * Where one session goes: follows the binding of its stream, makes one, or moves it. A stream that is not bound is bound to a picked
 * origin with {@code bindIfAbsent}, so that of any number of clients at any number of proxies exactly one decides and all go to the
 * same origin. A binding moves, by compare-and-set, in two cases only: its origin's registration is gone, or no live publisher holds
 * the stream and the origin cannot be reached, or drains and a publisher comes. A new binding is short until a relay begins; from then
 * on {@link LiveStreams} keeps it. Any thread.
 */
final class StreamPlacement {

    /** How long a new binding lives until a relay begins. */
    static final Duration PENDING_TTL = Duration.ofSeconds(10);

    private static final int MAX_ROUNDS = 8;

    private final OriginRegistry origins;
    private final SafeAffinityStore affinity;
    private final OriginPicker picker;
    private final OriginHealth health;
    private final NewStreamLimit limit;
    private final Counters counters;
    private final Predicate<String> gone;

    StreamPlacement(
            OriginRegistry origins,
            SafeAffinityStore affinity,
            OriginPicker picker,
            OriginHealth health,
            NewStreamLimit limit,
            Counters counters,
            Predicate<String> gone) {
        this.origins = origins;
        this.affinity = affinity;
        this.picker = picker;
        this.health = health;
        this.limit = limit;
        this.counters = counters;
        this.gone = gone;
    }

    /** The stream is bound or not: goes where it is, or decides where it shall be. */
    CompletionStage<Route> find(Routing routing) {
        return find(routing, 0);
    }

    private CompletionStage<Route> find(Routing routing, int round) {
        FirstPlace first = new FirstPlace(routing, round);
        return affinity.findOrBind(routing.binding(), first::picked, PENDING_TTL)
                .thenCompose(first::answered);
    }

    /**
     * Where a stream goes that is bound nowhere. All that it needs is asked for at once, because the store may be a round trip away:
     * what it is bound to, or its binding to what is picked for it now, and whether somebody publishes it.
     */
    private final class FirstPlace {

        private final Routing routing;
        private final int round;
        private @Nullable CompletionStage<Optional<String>> hold;
        private @Nullable Origin picked;
        private boolean tooMany;

        FirstPlace(Routing routing, int round) {
            this.routing = routing;
            this.round = round;
        }

        /** The name of an origin, unless the stream may not be bound; where that is not known yet either. */
        Optional<String> picked() {
            CompletableFuture<Optional<String>> held =
                    affinity.find(routing.hold()).toCompletableFuture();
            hold = held;
            InetAddress address = routing.session().client().getAddress();
            if (round == 0 && address != null && !limit.admit(address, System.nanoTime())) {
                tooMany = true;
                return Optional.empty();
            }
            CompletableFuture<List<Origin>> asked = origins.live().toCompletableFuture();
            boolean failed = asked.isCompletedExceptionally() || held.isCompletedExceptionally();
            List<Origin> live = failed ? List.of() : asked.getNow(List.of());
            picked = preferred(
                            routing, failed ? Optional.empty() : held.getNow(Optional.empty()), Optional.empty(), live)
                    .or(() -> fit(routing, live).isEmpty() ? Optional.empty() : Optional.of(pick(routing, live)))
                    .orElse(null);
            return Optional.ofNullable(picked).map(origin -> origin.id().text());
        }

        CompletionStage<Route> answered(Standing stands) {
            Origin mine = picked;
            CompletionStage<Optional<String>> asked = hold;
            if (stands.made() && mine != null && asked != null) {
                return made(mine, asked);
            }
            if (stands.value().isPresent()) {
                InetAddress address = routing.session().client().getAddress();
                if (asked != null && round == 0 && address != null && !tooMany) {
                    limit.giveBack(address); // it is no new stream
                }
                return follow(routing, stands.value().get(), round);
            }
            return tooMany
                    ? failed(Cause.LIMIT, "too many new streams from this address")
                    : bind(routing, asked == null ? affinity.find(routing.hold()) : asked, round);
        }

        /** A publisher may have lost its binding and not its hold; then it is to be found where it is. */
        private CompletionStage<Route> made(Origin mine, CompletionStage<Optional<String>> asked) {
            return choose(routing, asked, Optional.of(mine.id()))
                    .thenCompose(origin -> origin.id().equals(mine.id())
                            ? chosen(routing, mine, "bound")
                            : affinity.rebind(
                                            routing.binding(),
                                            mine.id().text(),
                                            origin.id().text(),
                                            PENDING_TTL)
                                    .thenCompose(moved -> moved
                                            ? chosen(routing, origin, "bound")
                                            : again(routing, mine.id().text(), round)));
        }
    }

    /** The stream is bound: go there, unless the origin is gone or was tried already. */
    private CompletionStage<Route> follow(Routing routing, String bound, int round) {
        OriginId id = new OriginId(bound);
        return origins.find(id).thenCompose(found -> {
            if (found.isEmpty()) {
                return move(routing, bound, round);
            }
            Origin origin = found.get();
            if (routing.target().endpointOf(origin).isEmpty()) {
                return failed(Cause.UNSUPPORTED, "the stream is on " + id + ", which does not serve this protocol");
            }
            if (routing.tried().contains(id)) {
                return failed(Cause.UNREACHABLE, "the stream stays on " + id + ", which cannot be reached");
            }
            boolean leaves =
                    health.isDown(id) || routing.avoided().contains(id) || (origin.draining() && routing.publishes());
            return leaves ? leaveIfFree(routing, origin, round) : chosen(routing, origin, "hit");
        });
    }

    /** The origin is down, or unwanted, or drains and a publisher comes: the stream moves, if nobody publishes it and there is another origin. */
    private CompletionStage<Route> leaveIfFree(Routing routing, Origin origin, int round) {
        Routing rest = routing.without(origin.id());
        return affinity.find(routing.hold())
                .thenCombine(
                        origins.live(),
                        (hold, live) -> hold.map(Hold::parse)
                                        .filter(known -> !known.isOf(gone))
                                        .isEmpty()
                                && fit(rest, live).stream().anyMatch(other -> !health.isDown(other.id())))
                .thenCompose(
                        free -> free ? move(routing, rest, origin.id().text(), round) : chosen(routing, origin, "hit"));
    }

    private CompletionStage<Route> bind(Routing routing, CompletionStage<Optional<String>> hold, int round) {
        return choose(routing, hold, Optional.empty()).thenCompose(origin -> affinity.bindIfAbsent(
                        routing.binding(), origin.id().text(), PENDING_TTL)
                .thenCompose(bound -> {
                    boolean won = bound.equals(origin.id().text());
                    return won ? chosen(routing, origin, "bound") : again(routing, bound, round);
                }));
    }

    private CompletionStage<Route> again(Routing routing, String bound, int round) {
        if (round >= MAX_ROUNDS) {
            return failed(Cause.STATE_UNAVAILABLE, "the binding of the stream keeps changing");
        }
        return follow(routing, bound, round + 1);
    }

    private CompletionStage<Route> move(Routing routing, String bound, int round) {
        return move(routing, routing, bound, round);
    }

    /**
     * The stream leaves an origin for a new one; whoever else had the same idea first decides.
     *
     * @param elsewhere the same routing with the origins that are not wanted
     */
    private CompletionStage<Route> move(Routing routing, Routing elsewhere, String bound, int round) {
        if (round >= MAX_ROUNDS) {
            return failed(Cause.STATE_UNAVAILABLE, "the binding of the stream keeps changing");
        }
        AffinityKey key = routing.binding();
        return choose(elsewhere, affinity.find(elsewhere.hold()), Optional.of(new OriginId(bound)))
                .thenCompose(origin -> affinity.rebind(key, bound, origin.id().text(), PENDING_TTL)
                        .thenCompose(moved -> moved ? chosen(routing, origin, "moved") : find(routing, round + 1)));
    }

    /** Where somebody publishes the stream already, else the later run of the server it was bound to, else what the picker says. */
    private CompletionStage<Origin> choose(
            Routing routing, CompletionStage<Optional<String>> hold, Optional<OriginId> bound) {
        return hold.thenCombine(origins.live(), (holder, live) -> preferred(routing, holder, bound, live)
                .orElseGet(() -> pick(routing, live)));
    }

    private Optional<Origin> preferred(
            Routing routing, Optional<String> holder, Optional<OriginId> bound, List<Origin> live) {
        return holder.flatMap(text -> Hold.parse(text).origin())
                .flatMap(id -> Successors.of(id, live))
                .filter(routing::fits)
                .or(() -> bound.flatMap(id -> Successors.of(id, live))
                        .filter(later -> !later.draining() && !health.isDown(later.id()) && routing.fits(later)));
    }

    private Origin pick(Routing routing, List<Origin> live) {
        List<Origin> fit = fit(routing, live);
        if (fit.isEmpty()) {
            count("none");
            throw new RouteException(
                    routing.tried().isEmpty() ? Cause.NO_ORIGIN : Cause.UNREACHABLE,
                    "no live origin serves " + routing.target().label());
        }
        return picker.pick(routing.stream(), health.sound(fit));
    }

    private static List<Origin> fit(Routing routing, List<Origin> live) {
        List<Origin> fit = new ArrayList<>(live.size());
        for (Origin origin : live) {
            if (!origin.draining() && routing.fits(origin)) {
                fit.add(origin);
            }
        }
        return Collections.unmodifiableList(fit);
    }

    /** A connect failed, which counts as suspect already: moves the stream unless somebody publishes it where it is. */
    CompletionStage<Route> leave(Routing rest, Origin failed) {
        return affinity.find(rest.hold()).thenCompose(holder -> {
            boolean here = holder.map(Hold::parse)
                    .filter(hold -> !hold.isOf(gone))
                    .filter(hold ->
                            hold.origin().filter(at -> !at.equals(failed.id())).isEmpty())
                    .isPresent();
            return here ? find(rest, 0) : move(rest, failed.id().text(), 0); // stays, unless the registration is gone
        });
    }

    /** To an origin that has the stream for sure. */
    CompletionStage<Route> at(Routing routing, Origin origin) {
        return chosen(routing, origin, "hit");
    }

    private CompletionStage<Route> chosen(Routing routing, Origin origin, String result) {
        count(result);
        return CompletableFuture.completedFuture(routing.to(origin, false));
    }

    /** A session that belongs to one origin. */
    CompletionStage<Route> pinned(Routing routing, OriginId id) {
        return StateAnswers.safely(() -> origins.find(id)).thenCompose(found -> {
            if (found.isEmpty()) {
                return failed(Cause.NO_ORIGIN, "the session is on " + id + ", which is gone");
            }
            if (routing.target().endpointOf(found.get()).isEmpty()) {
                return failed(Cause.UNSUPPORTED, "the session is on " + id + ", which does not serve this protocol");
            }
            count("pinned");
            return CompletableFuture.completedFuture(routing.to(found.get(), true));
        });
    }

    private void count(String result) {
        counters.counter(OriginRouter.ROUTES, "result", result).increment();
    }

    static <T> CompletionStage<T> failed(Cause cause, String message) {
        return CompletableFuture.failedFuture(new RouteException(cause, message));
    }
}
