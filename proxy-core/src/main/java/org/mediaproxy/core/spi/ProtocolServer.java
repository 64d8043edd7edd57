package org.mediaproxy.core.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One running protocol: its listeners from start to close. Each method is called at most once and in this order, on
 * the thread that starts or stops the proxy.
 */
public interface ProtocolServer {

    /** Binds; may block. A stage or call that fails stops the start of the whole proxy. */
    CompletionStage<@Nullable Void> start();

    /** Stops accepting; completes when the last session has ended. */
    CompletionStage<@Nullable Void> drain();

    /** Ends what is left, at once. */
    CompletionStage<@Nullable Void> close();

    /** What was really bound, port 0 resolved; empty before {@link #start}. */
    List<BoundEndpoint> endpoints();
}
