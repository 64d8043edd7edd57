package org.mediaproxy.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.server.HttpPorts;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.route.OriginRouter;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerProvider;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.core.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One proxy, from start to close. An application builds it from the modules it wants; the launcher builds it from all
 * that is on the class path.
 *
 * <pre>{@code
 * try (MediaProxy proxy = MediaProxy.builder()
 *         .settings(Map.of("PROXY_RTMP_SERVER", "0"))
 *         .protocol(new RtmpProtocol())
 *         .loadBalancer(new MemoryLoadBalancerProvider())
 *         .build()
 *         .start()) {
 *     proxy.endpoints();
 * }
 * }</pre>
 *
 * <p>Its methods are called by the thread that owns it, which may block; only {@link #endpoints}, {@link #counters} and
 * {@link #isReady} may be called by any.
 */
public final class MediaProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MediaProxy.class);

    private static final long START_SECONDS = 60;
    private static final long CLOSE_SECONDS = 10;

    /** How soon a new certificate is noticed. */
    private static final Duration TLS_INTERVAL = Duration.ofSeconds(10);

    private final Transport transport;
    private final LoadBalancer loadBalancer;
    private final OriginRouter router;
    private final HttpPorts http;
    private final RunningContext context;
    private final List<ProtocolServer> servers;
    private final OwnOrigin ownOrigin;
    private final List<Future<?>> tasks = new ArrayList<>();
    private boolean closed;

    MediaProxy(
            Transport transport,
            LoadBalancer loadBalancer,
            OriginRouter router,
            HttpPorts http,
            RunningContext context,
            List<ProtocolServer> servers,
            OwnOrigin ownOrigin) {
        this.transport = transport;
        this.loadBalancer = loadBalancer;
        this.router = router;
        this.http = http;
        this.context = context;
        this.servers = List.copyOf(servers);
        this.ownOrigin = ownOrigin;
    }

    /** A builder with nothing in it. */
    public static MediaProxyBuilder builder() {
        return new MediaProxyBuilder();
    }

    /** A builder with every protocol and load balancer that ServiceLoader finds on the class path. */
    public static MediaProxyBuilder discover() {
        MediaProxyBuilder builder = builder();
        ServiceLoader.load(ProxyProtocol.class).forEach(builder::protocol);
        ServiceLoader.load(LoadBalancerProvider.class).forEach(builder::loadBalancer);
        return builder;
    }

    /**
     * Binds everything; returns when all of it listens. A proxy that cannot start is closed.
     *
     * @throws java.io.UncheckedIOException naming the address that cannot be had
     */
    public MediaProxy start() {
        boolean started = false;
        try {
            await("the default backend's registration", ownOrigin.register(loadBalancer.origins()));
            every(ownOrigin.interval(), () -> ownOrigin.register(loadBalancer.origins()));
            every(router.refreshInterval(), router::refresh);
            context.tls().ifPresent(tls -> tls.watch(TLS_INTERVAL));
            servers.forEach(MediaProxy::start);
            http.start();
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
        context.trouble("");
        endpoints().forEach(endpoint -> LOG.info("listening: {}", endpoint));
        return this;
    }

    private static void start(ProtocolServer server) {
        try {
            server.start()
                    .toCompletableFuture()
                    .orTimeout(START_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw e;
        }
    }

    /** A periodic task that throws would be the last of its kind: its bugs are logged, and it goes on. */
    private void every(Duration period, Runnable task) {
        long millis = Math.max(1, period.toMillis());
        Runnable safe = () -> quietly("a periodic task", task::run);
        tasks.add(transport.nextLoop().scheduleAtFixedRate(safe, millis, millis, TimeUnit.MILLISECONDS));
    }

    /** Every address that is listened on, port 0 resolved. */
    public List<BoundEndpoint> endpoints() {
        List<BoundEndpoint> all = new ArrayList<>();
        servers.forEach(server -> all.addAll(server.endpoints()));
        http.bound().forEach((port, address) -> all.add(new BoundEndpoint(port.label(), "http", address)));
        return all;
    }

    /** What this proxy counts. */
    public Counters counters() {
        return context.counters();
    }

    /** Whether new sessions are welcome. */
    public boolean isReady() {
        return context.isReady();
    }

    /** Not ready from now on; stops accepting; completes when the last session has ended. */
    public CompletionStage<@Nullable Void> drain() {
        context.trouble("draining");
        LOG.info("draining: {} sessions", context.sessions().open().size());
        http.stopAccepting();
        CompletableFuture<?>[] all = servers.stream()
                .map(server -> server.drain().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all).thenCombine(http.drained(), (sessions, requests) -> null);
    }

    /** Ends what is left and waits until all of it has ended, 10 s at most. A second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        context.trouble("closed");
        tasks.forEach(task -> task.cancel(false));
        context.tls().ifPresent(ServerTls::close);
        quietly("the closing of the HTTP ports", http::close);
        List<CompletableFuture<?>> ends = new ArrayList<>();
        servers.forEach(server -> quietly(
                "the closing of a protocol", () -> ends.add(server.close().toCompletableFuture())));
        await("the end of the protocols", CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)));
        await("the end of the event loops", transport.closeAsync());
        quietly("the closing of the load balancer", loadBalancer::close);
        LOG.info("closed");
    }

    /** A step that may throw. */
    interface Step {
        void run() throws Exception;
    }

    /** Takes a step that must not keep the next one from being taken: what it throws is a bug, and logged. */
    static void quietly(String what, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            LOG.error("a bug in {}", what, e);
        }
    }

    /** Waits for something that may fail, but not for long. */
    private static void await(String what, CompletionStage<?> end) {
        CompletableFuture<Object> done = new CompletableFuture<>();
        end.whenComplete((value, error) -> {
            if (error != null) {
                LOG.warn("{} failed", what, error);
            }
            done.complete(what);
        });
        if (done.completeOnTimeout("", CLOSE_SECONDS, TimeUnit.SECONDS).join().equals("")) {
            LOG.warn("{}: given up after {} s", what, CLOSE_SECONDS);
        }
    }
}
