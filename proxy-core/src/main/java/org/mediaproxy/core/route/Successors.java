package org.mediaproxy.core.route;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginRegistry;

/**
 * Which origin stands for a run that is no longer registered: the same server's later run. A server that restarts serves
 * on its old ports before its first heartbeat tells of the new run. Who connects in between is on the new run under the
 * old one's name, and must be found there.
 */
final class Successors {

    private Successors() {}

    /** The run itself if it is live, else the later one of its server, if there is one. */
    static Optional<Origin> of(OriginId run, List<Origin> live) {
        Optional<Origin> itself =
                live.stream().filter(origin -> origin.id().equals(run)).findFirst();
        return itself.isPresent()
                ? itself
                : live.stream()
                        .filter(origin -> run.text().startsWith(origin.server() + "-"))
                        .max(Comparator.comparingInt(origin -> origin.server().length())); // a-b is not a
    }

    /** The same, asked of the registry; empty where it does not answer. */
    static CompletionStage<Optional<OriginId>> of(OriginId run, OriginRegistry origins) {
        return StateAnswers.safely(() -> origins.find(run))
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(Optional.of(run))
                        : StateAnswers.safely(origins::live)
                                .thenApply(live -> of(run, live).map(Origin::id)));
    }
}
