package org.mediaproxy.rtc;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.route.CountedAffinityStore;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.rtc.ice.IceBindings;
import org.mediaproxy.rtc.media.RtcMedia;
import org.mediaproxy.rtc.signal.RtcSignalling;

/** Signalling on core's API port and media on a port of its own, from start to close. */
final class RtcServer implements ProtocolServer {

    private final ProxyContext context;
    private final RtcMedia media;

    RtcServer(ProxyContext context, RtcSettings settings) {
        this.context = context;
        IceBindings bindings =
                new IceBindings(new CountedAffinityStore(context.loadBalancer().affinity(), context.counters()));
        this.media = new RtcMedia(context, RtcProtocol.NAME, settings.listen(), settings.idle(), bindings);
        new RtcSignalling(context, settings.signalling(), bindings, media).addRoutes();
    }

    /** The media half. */
    RtcMedia media() {
        return media;
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        media.start();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> drain() {
        media.drain();
        return context.sessions().whenNone(RtcProtocol.NAME);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        return media.close();
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return media.endpoints();
    }
}
