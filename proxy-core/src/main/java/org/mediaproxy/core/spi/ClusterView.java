package org.mediaproxy.core.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What each proxy tells the others. A balancer of one proxy knows only that one. Any thread. */
public interface ClusterView {

    /** Replaces what this proxy says of itself. */
    CompletionStage<@Nullable Void> publish(ProxySnapshot snapshot);

    /** The latest of each live proxy, this one included. */
    CompletionStage<List<ProxySnapshot>> peers();
}
