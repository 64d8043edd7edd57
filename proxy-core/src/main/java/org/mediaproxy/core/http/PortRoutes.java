package org.mediaproxy.core.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The routes of one port: filled at start, then only read. */
final class PortRoutes implements HttpRoutes {

    /** What serves a request: exactly one of the two. */
    record Match(@Nullable HttpEndpoint endpoint, @Nullable HttpTakeover takeover) {}

    private final Map<String, Map<HttpMethod, HttpEndpoint>> exact = new HashMap<>();

    /** Longest first, so that the first that fits is the longest that fits. */
    private final Map<String, Map<HttpMethod, HttpEndpoint>> prefixes =
            new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private @Nullable HttpTakeover fallback;
    private boolean opened;

    @Override
    public HttpRoutes exact(HttpMethod method, String path, HttpEndpoint endpoint) {
        add(exact, method, path, endpoint);
        return this;
    }

    @Override
    public HttpRoutes prefix(HttpMethod method, String prefix, HttpEndpoint endpoint) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix ends with a slash: " + prefix);
        }
        add(prefixes, method, prefix, endpoint);
        return this;
    }

    @Override
    public HttpRoutes fallback(HttpTakeover takeover) {
        if (fallback != null) {
            throw new IllegalStateException("there are two fallbacks");
        }
        fallback = takeover;
        return this;
    }

    @Override
    public HttpRoutes open() {
        opened = true;
        return this;
    }

    /** Whether nobody wants the port. */
    boolean isEmpty() {
        return !opened && exact.isEmpty() && prefixes.isEmpty() && fallback == null;
    }

    /** What serves the request; never nothing, as what is not found has an answer too. */
    Match find(HttpMethod method, String path) {
        Map<HttpMethod, HttpEndpoint> methods = methods(path);
        HttpEndpoint endpoint = methods.get(method);
        if (endpoint == null && method.equals(HttpMethod.HEAD)) {
            endpoint = methods.get(HttpMethod.GET);
        }
        if (endpoint != null) {
            return new Match(endpoint, null);
        }
        if (method.equals(HttpMethod.OPTIONS)) {
            return always(CorsReply.PREFLIGHT);
        }
        if (!methods.isEmpty()) {
            return always(HttpReply.error(HttpResponseStatus.METHOD_NOT_ALLOWED, method + " is not served here")
                    .with("Allow", allowed(methods)));
        }
        return fallback != null
                ? new Match(null, fallback)
                : always(HttpReply.error(HttpResponseStatus.NOT_FOUND, "nothing at " + path));
    }

    private Map<HttpMethod, HttpEndpoint> methods(String path) {
        Map<HttpMethod, HttpEndpoint> same = exact.get(path);
        if (same != null) {
            return same;
        }
        for (Map.Entry<String, Map<HttpMethod, HttpEndpoint>> entry : prefixes.entrySet()) {
            if (path.startsWith(entry.getKey())) {
                return entry.getValue();
            }
        }
        return Map.of();
    }

    private static Match always(HttpReply reply) {
        return new Match(call -> CompletableFuture.completedStage(reply), null);
    }

    private static String allowed(Map<HttpMethod, HttpEndpoint> methods) {
        TreeSet<String> names = new TreeSet<>();
        methods.keySet().forEach(method -> names.add(method.name()));
        if (names.contains("GET")) {
            names.add("HEAD");
        }
        names.add("OPTIONS");
        return String.join(", ", names);
    }

    private static void add(
            Map<String, Map<HttpMethod, HttpEndpoint>> routes, HttpMethod method, String path, HttpEndpoint endpoint) {
        Map<HttpMethod, HttpEndpoint> methods = routes.computeIfAbsent(path, p -> new HashMap<>());
        if (methods.putIfAbsent(method, new SafeEndpoint(endpoint)) != null) {
            throw new IllegalStateException("two routes for " + method + " " + path);
        }
    }
}
