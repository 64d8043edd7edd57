package org.mediaproxy.http.api;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.OriginRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The origins at one moment, in the order of their ids.
 *
 * @param withApi those that can be asked
 * @param withoutApi those that registered no API
 */
record LiveOrigins(List<Origin> withApi, List<OriginId> withoutApi) {

    private static final Logger LOG = LoggerFactory.getLogger(LiveOrigins.class);

    private static final long TIMEOUT_SECONDS = 5;

    /** Reads the registry; fails with a 503 where it gives no answer. */
    static CompletionStage<LiveOrigins> now(OriginRegistry registry) {
        // A copy, so that the time-out does not complete a stage that others may wait for.
        return registry.live()
                .toCompletableFuture()
                .copy()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .exceptionally(error -> {
                    LOG.warn("the shared state gave no answer: {}", String.valueOf(error));
                    throw new CompletionException(new HttpReplyException(
                            HttpResponseStatus.SERVICE_UNAVAILABLE, "the shared state gave no answer"));
                })
                .thenApply(LiveOrigins::of);
    }

    private static LiveOrigins of(List<Origin> live) {
        List<Origin> ordered = live.stream()
                .sorted(Comparator.comparing(origin -> origin.id().text()))
                .toList();
        return new LiveOrigins(
                ordered.stream().filter(LiveOrigins::hasApi).toList(),
                ordered.stream()
                        .filter(origin -> !hasApi(origin))
                        .map(Origin::id)
                        .toList());
    }

    private static boolean hasApi(Origin origin) {
        return origin.endpoint(OriginService.API, false).isPresent();
    }

    /** The origin of an id, if it is live and has an API. */
    Optional<Origin> find(OriginId id) {
        return withApi.stream().filter(origin -> origin.id().equals(id)).findFirst();
    }

    /** The origin that a row's id names. */
    Optional<Origin> owner(RowId id) {
        return withApi.stream().filter(id::isOf).findFirst();
    }
}
