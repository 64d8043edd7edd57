package org.mediaproxy.core.route;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.PublishReport;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * Streams that origins say are published straight to them. Such a stream is held as any other is, for a day and not for seconds, as
 * nobody says it again: until the origin says that it has ended, or is gone itself. The proxy that was told sees to both, and to streams
 * that live for longer than a day; where that proxy goes first, the day is the limit. A publisher that a proxy has takes the place of
 * one that was only told of, on the same origin: it is most likely the same.
 *
 * <p>Owner of its map: an entry goes when the hold is somebody else's, is released, or its origin is gone. Any thread.
 */
final class ReportedPublishers {

    static final Duration HOLD_TTL = Duration.ofDays(1);

    private static final Duration RENEW = Duration.ofHours(1);
    private static final int MAX_TRIES = 8;

    private final SafeAffinityStore store;
    private final OriginRegistry origins;
    private final InstantSource clock;
    private final BindingMove binding;
    private final Map<StreamUrl, Told> told = new ConcurrentHashMap<>();

    private record Told(Hold hold, long renewedMillis) {}

    ReportedPublishers(SafeAffinityStore store, OriginRegistry origins, Duration bindingTtl, InstantSource clock) {
        this.store = store;
        this.origins = origins;
        this.clock = clock;
        this.binding = new BindingMove(Slot.PRIMARY, store, bindingTtl);
    }

    CompletionStage<PublishReport> published(StreamUrl stream, OriginId origin, String publisher) {
        return take(stream, origin, Hold.reported(publisher, clock.millis(), origin), 0);
    }

    private CompletionStage<PublishReport> take(StreamUrl stream, OriginId origin, Hold mine, int tries) {
        return store.bindIfAbsent(StreamKeys.hold(stream), mine.text(), HOLD_TTL)
                .thenCompose(stands -> {
                    if (stands.equals(mine.text())) {
                        return CompletableFuture.completedFuture(held(stream, origin, mine));
                    }
                    Hold other = Hold.parse(stands);
                    if (other.isReported()) {
                        return replace(stream, origin, mine, other, tries); // what was said last is true
                    }
                    return contend(stream, origin, mine, other, tries);
                });
    }

    /** A proxy has a publisher of this stream. */
    private CompletionStage<PublishReport> contend(
            StreamUrl stream, OriginId origin, Hold mine, Hold other, int tries) {
        Optional<OriginId> where = other.origin();
        if (where.isEmpty() || where.get().equals(origin)) {
            return CompletableFuture.completedFuture(PublishReport.KNOWN);
        }
        return StateAnswers.safely(() -> origins.find(where.get()))
                .thenCompose(live -> live.isPresent()
                        ? CompletableFuture.completedFuture(PublishReport.ELSEWHERE)
                        : replace(stream, origin, mine, other, tries));
    }

    private CompletionStage<PublishReport> replace(
            StreamUrl stream, OriginId origin, Hold mine, Hold other, int tries) {
        return store.rebind(StreamKeys.hold(stream), other.text(), mine.text(), HOLD_TTL)
                .thenCompose(replaced -> {
                    if (replaced) {
                        return CompletableFuture.completedFuture(held(stream, origin, mine));
                    }
                    return tries < MAX_TRIES
                            ? take(stream, origin, mine, tries + 1)
                            : CompletableFuture.failedFuture(new IllegalStateException("the hold keeps changing"));
                });
    }

    private PublishReport held(StreamUrl stream, OriginId origin, Hold mine) {
        told.put(stream, new Told(mine, clock.millis()));
        binding.to(stream, origin);
        return PublishReport.HELD;
    }

    /** The publisher that an origin told of has gone; a publisher that a proxy has is no business of this. */
    CompletionStage<Boolean> unpublished(StreamUrl stream, OriginId origin, String publisher) {
        return store.find(StreamKeys.hold(stream)).thenCompose(stands -> {
            Optional<Hold> own = stands.map(Hold::parse).filter(hold -> hold.isReported(publisher, origin));
            return own.isPresent() ? release(stream, own.get()) : CompletableFuture.completedFuture(false);
        });
    }

    private CompletionStage<Boolean> release(StreamUrl stream, Hold hold) {
        told.computeIfPresent(stream, (s, known) -> known.hold.text().equals(hold.text()) ? null : known);
        return store.release(StreamKeys.hold(stream), hold.text());
    }

    /** Lets go of what is on origins that are gone, and renews what is old. */
    void refresh() {
        if (told.isEmpty()) {
            return;
        }
        StateAnswers.safely(origins::live).thenAccept(live -> {
            Set<OriginId> ids = live.stream().map(Origin::id).collect(Collectors.toSet());
            told.forEach((stream, known) -> {
                if (!ids.contains(known.hold.origin().orElseThrow())) {
                    release(stream, known.hold);
                } else if (clock.millis() - known.renewedMillis >= RENEW.toMillis()) {
                    renew(stream, known);
                }
            });
        });
    }

    private void renew(StreamUrl stream, Told known) {
        String hold = known.hold.text();
        store.rebind(StreamKeys.hold(stream), hold, hold, HOLD_TTL).thenAccept(held -> {
            if (held) {
                told.replace(stream, known, new Told(known.hold, clock.millis()));
            } else {
                told.remove(stream, known);
            }
        });
    }

    /** Streams that this proxy was told of. */
    int size() {
        return told.size();
    }
}
