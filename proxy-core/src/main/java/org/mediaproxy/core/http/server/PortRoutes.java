package org.mediaproxy.core.http.server;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.CorsReply;
import org.mediaproxy.core.http.HttpBodyHandler;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpExchangeHandler;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpRoutes;

/** The routes of one port: filled at start, then only read. */
final class PortRoutes implements HttpRoutes {

    /** What serves a request: exactly one of the three. */
    record Match(
            @Nullable HttpEndpoint endpoint,
            @Nullable HttpBodyHandler body,
            @Nullable HttpExchangeHandler handler) {

        Match(HttpEndpoint endpoint) {
            this(new SafeEndpoint(endpoint), null, null);
        }

        Match(HttpBodyHandler body) {
            this(null, body, null);
        }

        Match(HttpExchangeHandler handler) {
            this(null, null, handler);
        }

        /** What serves it once its body is here; only where there is no {@link #handler}. */
        HttpBodyHandler small() {
            return body != null ? body : new EndpointHandler(Objects.requireNonNull(endpoint));
        }
    }

    private final Map<String, Map<HttpMethod, Match>> exact = new HashMap<>();

    /** Longest first, so that the first that fits is the longest that fits. */
    private final Map<String, Map<HttpMethod, Match>> prefixes =
            new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** By the last segment of a path. */
    private final Map<String, Map<HttpMethod, Match>> suffixes = new HashMap<>();

    private @Nullable HttpExchangeHandler fallback;
    private boolean opened;

    @Override
    public HttpRoutes exact(HttpMethod method, String path, HttpEndpoint endpoint) {
        add(exact, method, path, new Match(endpoint));
        return this;
    }

    @Override
    public HttpRoutes prefix(HttpMethod method, String prefix, HttpEndpoint endpoint) {
        add(prefixes, method, checked(prefix), new Match(endpoint));
        return this;
    }

    @Override
    public HttpRoutes exact(HttpMethod method, String path, HttpBodyHandler handler) {
        add(exact, method, path, new Match(handler));
        return this;
    }

    @Override
    public HttpRoutes prefix(HttpMethod method, String prefix, HttpBodyHandler handler) {
        add(prefixes, method, checked(prefix), new Match(handler));
        return this;
    }

    @Override
    public HttpRoutes suffix(HttpMethod method, String word, HttpBodyHandler handler) {
        if (word.isEmpty() || word.indexOf('/') >= 0) {
            throw new IllegalArgumentException("no segment of a path: " + word);
        }
        add(suffixes, method, word, new Match(handler));
        return this;
    }

    @Override
    public HttpRoutes exchange(String prefix, HttpExchangeHandler handler) {
        add(prefixes, HttpMethod.GET, checked(prefix), new Match(handler));
        return this;
    }

    private static String checked(String prefix) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix ends with a slash: " + prefix);
        }
        return prefix;
    }

    @Override
    public HttpRoutes fallback(HttpExchangeHandler handler) {
        if (fallback != null) {
            throw new IllegalStateException("there are two fallbacks");
        }
        fallback = handler;
        return this;
    }

    @Override
    public HttpRoutes open() {
        opened = true;
        return this;
    }

    /** Whether nobody wants the port. */
    boolean isEmpty() {
        return !opened && exact.isEmpty() && prefixes.isEmpty() && suffixes.isEmpty() && fallback == null;
    }

    /** What serves the request; never nothing, as what is not found has an answer too. */
    Match find(HttpMethod method, String path) {
        Map<HttpMethod, Match> methods = methods(path);
        Match match = methods.get(method);
        if (match == null && method.equals(HttpMethod.HEAD)) {
            match = methods.get(HttpMethod.GET);
        }
        if (match != null) {
            return match;
        }
        if (method.equals(HttpMethod.OPTIONS)) {
            return always(CorsReply.PREFLIGHT);
        }
        if (!methods.isEmpty()) {
            return always(HttpReply.error(HttpResponseStatus.METHOD_NOT_ALLOWED, method + " is not served here")
                    .with("Allow", allowed(methods)));
        }
        return fallback != null
                ? new Match(fallback)
                : always(HttpReply.error(HttpResponseStatus.NOT_FOUND, "nothing at " + path));
    }

    private Map<HttpMethod, Match> methods(String path) {
        Map<HttpMethod, Match> same = exact.get(path);
        if (same != null) {
            return same;
        }
        for (Map.Entry<String, Map<HttpMethod, Match>> entry : prefixes.entrySet()) {
            if (path.startsWith(entry.getKey())) {
                return entry.getValue();
            }
        }
        return suffixes.getOrDefault(path.substring(path.lastIndexOf('/') + 1), Map.of());
    }

    private static Match always(HttpReply reply) {
        return new Match((HttpEndpoint) call -> CompletableFuture.completedStage(reply));
    }

    private static String allowed(Map<HttpMethod, Match> methods) {
        TreeSet<String> names = new TreeSet<>();
        methods.keySet().forEach(method -> names.add(method.name()));
        if (names.contains("GET")) {
            names.add("HEAD");
        }
        names.add("OPTIONS");
        return String.join(", ", names);
    }

    private static void add(Map<String, Map<HttpMethod, Match>> routes, HttpMethod method, String path, Match match) {
        Map<HttpMethod, Match> methods = routes.computeIfAbsent(path, p -> new HashMap<>());
        if (methods.putIfAbsent(method, match) != null) {
            throw new IllegalStateException("two routes for " + method + " " + path);
        }
    }
}
