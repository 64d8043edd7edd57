package org.mediaproxy.http.api;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.BearerAuth;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.http.HttpRoutes;
import org.mediaproxy.core.http.Jsonp;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.ProxyContext;

/** Says which path of the API port is which call, and who may make it. */
public final class OriginApiRoutes implements AutoCloseable {

    /** What a page may ask for with {@code method=}, as it can only send GET; SRS knows these. */
    private static final Set<String> OTHER_METHODS = Set.of("PUT", "POST", "DELETE");

    private static final int WORKERS = 2;
    private static final int MAX_WAITING = 4096;
    private static final long IDLE_SECONDS = 30;

    /** What is counted here, in words. */
    public static final List<Metric> METRICS = Stream.concat(
                    Stream.of(Metric.counter(OriginApi.CALLS, "Calls of origins' HTTP APIs.", "result")),
                    OriginSums.METRICS.stream())
            .toList();

    private final BearerAuth auth;
    private final ExecutorService workers;
    private final CallLimit limit = new CallLimit();
    private final UnionCalls unions;
    private final OwnerCalls owners;
    private final FixedCalls fixed;

    /** These two change something, or show what only we may see. */
    private final HttpEndpoint kickOff;

    private final HttpEndpoint passThrough;

    private final Counters counters;
    private final @Nullable OriginSums sums;

    private OriginApiRoutes(ProxyContext context, OriginApiSettings settings, BearerAuth auth) {
        this.auth = auth;
        this.workers = workers();
        OriginApi api = new OriginApi(
                context.originClient()::whole, settings, workers, context.counters(), new OriginTroubles());
        OriginRegistry registry = context.loadBalancer().origins();
        this.counters = context.counters();
        this.sums = settings.sums() ? new OriginSums(api, registry, System::nanoTime) : null;
        if (sums != null) {
            counters.add(sums);
        }
        Envelope envelope = new Envelope(context.status());
        PassThrough one = new PassThrough(api, registry);
        this.unions = new UnionCalls(api, registry, context.status(), envelope, workers);
        this.owners = new OwnerCalls(api, registry, envelope);
        this.fixed = new FixedCalls(envelope);
        this.kickOff = guarded(call -> limit.within(false, () -> owners.kickOff(call)));
        this.passThrough = guarded(call -> limit.within(true, () -> one.handle(call)));
    }

    /**
     * Adds the routes of the aggregated API. Called once, while the server is made.
     *
     * @param auth who may call
     * @return what is closed when the server is
     */
    public static OriginApiRoutes install(ProxyContext context, OriginApiSettings settings, BearerAuth auth) {
        OriginApiRoutes routes = new OriginApiRoutes(context, settings, auth);
        routes.addTo(context.http(HttpPort.API));
        return routes;
    }

    private HttpEndpoint guarded(HttpEndpoint endpoint) {
        return auth.guardOrLocal(Jsonp.around(endpoint));
    }

    /** Parsing takes milliseconds where replies are large, and event loops have none to spare. */
    private static ExecutorService workers() {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("mediaproxy-api", true));
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    private void addTo(HttpRoutes routes) {
        everywhere(routes, "/api/", fixed::versions);
        everywhere(routes, PassThrough.PREFIX, fixed::calls);
        routes.exact(HttpMethod.GET, "/api/v1/raw", open(fixed::raw));
        routes.exact(
                HttpMethod.GET, UnionCalls.SUMMARIES, open(call -> limit.within(false, () -> unions.summaries(call))));
        HttpEndpoint vhosts = call -> limit.within(false, () -> unions.vhosts(call));
        everywhere(routes, UnionCalls.VHOSTS, vhosts);
        routes.prefix(HttpMethod.GET, UnionCalls.VHOSTS, open(vhosts));
        for (RowKind kind : RowKind.values()) {
            everywhere(routes, kind.path(), call -> rows(kind, call));
            routes.prefix(HttpMethod.GET, kind.path(), open(call -> rows(kind, call)));
        }
        routes.prefix(HttpMethod.DELETE, RowKind.CLIENT.path(), kickOff);
        // What is left can only be for one origin, or for none.
        routes.prefix(HttpMethod.GET, PassThrough.PREFIX, open(OriginApiRoutes::nothing));
    }

    /** With and without the slash at its end. */
    private void everywhere(HttpRoutes routes, String path, HttpEndpoint endpoint) {
        routes.exact(HttpMethod.GET, path, open(endpoint));
        routes.exact(HttpMethod.GET, path.substring(0, path.length() - 1), open(endpoint));
    }

    private CompletionStage<HttpReply> rows(RowKind kind, HttpCall call) {
        if (call.path().length() > kind.path().length()) {
            return limit.within(false, () -> owners.row(kind, call));
        }
        return limit.within(Page.of(call).end() > OriginRows.FIRST, () -> unions.rows(kind, call));
    }

    /** What only reads the union is open, unless a token is set; what a GET can do besides is not. */
    private HttpEndpoint open(HttpEndpoint endpoint) {
        HttpEndpoint reading = auth.guard(Jsonp.around(endpoint));
        return call -> {
            boolean page = call.method().equals(HttpMethod.GET) && Jsonp.isWanted(call);
            String method = page ? call.parameter("method").orElse("") : "";
            if (method.equals("DELETE") && call.path().startsWith(RowKind.CLIENT.path())) {
                return kickOff.handle(call);
            }
            if (OTHER_METHODS.contains(method)) {
                return fails(HttpResponseStatus.METHOD_NOT_ALLOWED, method + " is not served here");
            }
            return (OwnerCalls.named(call).isPresent() ? passThrough : reading).handle(call);
        };
    }

    private static CompletionStage<HttpReply> nothing(HttpCall call) {
        return fails(HttpResponseStatus.NOT_FOUND, "nothing at " + call.path() + ", or nothing without ?origin=ID");
    }

    private static CompletionStage<HttpReply> fails(HttpResponseStatus status, String why) {
        return CompletableFuture.failedStage(new HttpReplyException(status, why));
    }

    /** Ends the workers; replies that wait for them are never given. */
    @Override
    public void close() {
        if (sums != null) {
            counters.remove(sums);
        }
        workers.shutdownNow();
    }
}
