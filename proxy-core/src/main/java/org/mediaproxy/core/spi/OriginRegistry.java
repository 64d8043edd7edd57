package org.mediaproxy.core.spi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;

/** The origins that registered. An origin lives for a TTL after its last registration. Any thread. */
public interface OriginRegistry {

    /**
     * Registers an origin or refreshes its TTL. A draining mark set by {@link #setDraining} stays. Older runs of the
     * same server (another service or pid) are retired at once.
     */
    CompletionStage<@Nullable Void> register(Origin origin);

    /** All live origins, in the order of their ids; also those that drain. */
    CompletionStage<List<Origin>> live();

    /** One live origin. */
    CompletionStage<Optional<Origin>> find(OriginId id);

    /** Forgets an origin. */
    CompletionStage<@Nullable Void> remove(OriginId id);

    /** Marks an origin, so that it gets no new streams, or takes the mark back; false if it is not live. */
    CompletionStage<Boolean> setDraining(OriginId id, boolean draining);
}
