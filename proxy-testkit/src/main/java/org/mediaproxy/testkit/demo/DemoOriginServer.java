package org.mediaproxy.testkit.demo;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo origin from start to close, and its registration, which an origin of its own would send over HTTP. */
final class DemoOriginServer implements ProtocolServer {

    private static final String SERVER_ID = "demo-origin";
    private static final long REFRESH_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(DemoOriginServer.class);

    private final ProxyContext context;
    private final DemoOriginSettings settings;
    private @Nullable Running running;

    /**
     * What is there between start and close.
     *
     * @param origin the origin
     * @param refresh repeats the registration
     */
    private record Running(DemoOrigin origin, ScheduledFuture<?> refresh) {}

    /** Written by the thread that starts and by the loop that refreshes, one after the other. */
    private volatile CompletionStage<@Nullable Void> registration = CompletableFuture.completedFuture(null);

    DemoOriginServer(ProxyContext context, DemoOriginSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        DemoOrigin origin = DemoOrigin.start(context.transport(), settings.rtmp(), settings.http());
        ScheduledFuture<?> refresh = context.transport()
                .nextLoop()
                .scheduleAtFixedRate(() -> refresh(origin), REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
        running = new Running(origin, refresh);
        return register(origin);
    }

    private void refresh(DemoOrigin origin) {
        register(origin).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("[demo] the demo origin could not be registered: {}", failure.getMessage());
            }
        });
    }

    private CompletionStage<@Nullable Void> register(DemoOrigin origin) {
        CompletionStage<@Nullable Void> latest = registry().register(origin.asOrigin(SERVER_ID, Instant.now()));
        registration = latest;
        return latest;
    }

    private OriginRegistry registry() {
        return context.loadBalancer().origins();
    }

    /** Sessions that have not ended yet may still have to connect to the origin, so it goes on until {@link #close}. */
    @Override
    public CompletionStage<@Nullable Void> drain() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        Running ending = running;
        if (ending == null) {
            return CompletableFuture.completedFuture(null);
        }
        running = null;
        ending.refresh.cancel(false);
        return ending.origin
                .closeAsync()
                .thenCompose(closed -> registration.handle((done, failure) -> null)) // else it comes after the removal
                .thenCompose(closed -> registry()
                        .remove(ending.origin.asOrigin(SERVER_ID, Instant.now()).id()));
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        Running now = running;
        if (now == null) {
            return List.of();
        }
        return List.of(
                new BoundEndpoint("demo-rtmp", "rtmp", now.origin.rtmpAddress()),
                new BoundEndpoint("demo-http", "http", now.origin.httpAddress()));
    }
}
