package org.mediaproxy.http.adaptive;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.http.marker.SegmentMarker;

/** Which origin a marked URL leads to. */
final class MarkedOrigin {

    private MarkedOrigin() {}

    /**
     * The origin that the stream is bound to, else the one that wrote the playlist, if it is live. Nothing is bound by
     * it: whoever makes up markers reaches registered origins only, and moves nothing.
     */
    static CompletionStage<Optional<Origin>> find(ProxyContext context, SegmentMarker marker) {
        return context.router()
                .find(marker.stream())
                .exceptionally(unavailable -> Optional.empty()) // the marker will do
                .thenCompose(bound -> bound.isPresent()
                        ? CompletableFuture.completedFuture(bound)
                        : context.loadBalancer().origins().find(marker.origin()));
    }
}
