package org.mediaproxy.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.server.HttpPorts;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerProvider;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.takeover.Takeover;
import org.mediaproxy.core.tls.TlsPorts;
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
    private final HttpPorts http;
    private final TlsPorts tls;
    private final RunningContext context;
    private final List<ProtocolServer> servers;
    private final Upkeep upkeep;
    private final MetricParts metrics;
    private final Optional<Takeover> takeover;
    private @Nullable Future<?> ticking;
    private boolean closed;

    MediaProxy(
            Transport transport,
            LoadBalancer loadBalancer,
            HttpPorts http,
            TlsPorts tls,
            RunningContext context,
            List<ProtocolServer> servers,
            Upkeep upkeep,
            MetricParts metrics,
            Optional<Takeover> takeover) {
        this.transport = transport;
        this.loadBalancer = loadBalancer;
        this.http = http;
        this.tls = tls;
        this.context = context;
        this.servers = List.copyOf(servers);
        this.upkeep = upkeep;
        this.metrics = metrics;
        this.takeover = takeover;
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
     * Binds everything, or takes it over from a process that runs; returns when all of it listens. A proxy that cannot start is
     * closed.
     *
     * @throws java.io.UncheckedIOException naming the address that cannot be had, or why nothing can be taken over
     */
    public MediaProxy start() {
        boolean started = false;
        try {
            takeover.ifPresent(Takeover::begin);
            await("the default backend's registration", upkeep.ownOrigin().register(loadBalancer.origins()));
            ticking = new Ticker(upkeep.tasks(loadBalancer), System.nanoTime()).start(transport.nextLoop());
            tls.watch(TLS_INTERVAL);
            metrics.start(transport);
            servers.forEach(MediaProxy::start);
            http.start();
            upkeep.report().reachedAt(SystemAddress.of(http.bound().get(HttpPort.SYSTEM)));
            upkeep.report().exchange();
            context.trouble(""); // whoever asks next is answered by this process
            takeover.ifPresent(Takeover::complete);
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
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

    /** Every address that is listened on, port 0 resolved. */
    public List<BoundEndpoint> endpoints() {
        List<BoundEndpoint> all = new ArrayList<>();
        servers.forEach(server -> all.addAll(server.endpoints()));
        http.bound().forEach((port, address) -> all.add(new BoundEndpoint(port.label(), "http", address)));
        http.boundTls().forEach((port, address) -> all.add(new BoundEndpoint(port.label(), "https", address)));
        return all;
    }

    /** What this proxy counts and measures; see {@code docs/embedding.md} for an application's own registry. */
    public Counters counters() {
        return context.counters();
    }

    /** Whether new sessions are welcome. */
    public boolean isReady() {
        return context.isReady();
    }

    /** Completes when another process has taken over: it is time to {@link #drain}. Any thread. */
    public CompletionStage<@Nullable Void> takenOver() {
        return takeover.map(Takeover::takenOver).orElseGet(CompletableFuture::new);
    }

    /** Not ready from now on; stops accepting; completes when the last session has ended. */
    public CompletionStage<@Nullable Void> drain() {
        context.trouble("draining");
        LOG.info("draining: {} sessions", context.sessions().open().size());
        http.stopAccepting();
        if (takenOver().toCompletableFuture().isDone()) {
            http.stopSystem();
        }
        List<CompletableFuture<?>> all = new ArrayList<>();
        servers.forEach(server -> all.add(server.drain().toCompletableFuture()));
        takeover.ifPresent(meeting -> all.add(meeting.olderEnded().toCompletableFuture()));
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenCombine(http.drained(), (sessions, requests) -> null);
    }

    /** Ends what is left and waits until all of it has ended, 10 s at most. A second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        context.trouble("closed");
        if (ticking != null) {
            ticking.cancel(false);
        }
        metrics.close();
        takeover.ifPresent(meeting -> quietly("the end of the takeover", meeting::close));
        tls.close();
        quietly("the closing of the HTTP ports", http::close);
        List<CompletableFuture<?>> ends = new ArrayList<>();
        servers.forEach(server -> quietly(
                "the closing of a protocol", () -> ends.add(server.close().toCompletableFuture())));
        await("the end of the protocols", CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)));
        await("the last word to the other proxies", upkeep.report().end());
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
