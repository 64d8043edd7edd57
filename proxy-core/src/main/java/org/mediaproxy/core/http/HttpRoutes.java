package org.mediaproxy.core.http;

import io.netty.handler.codec.http.HttpMethod;

/**
 * The routes of one HTTP port. The exact path wins, then the longest prefix, then the suffix, then the fallback; a path that has
 * routes but none for the method is answered 405. HEAD is served by GET's route, and OPTIONS by the CORS answer, where
 * they have none of their own. Filled at start by one thread, then only read.
 */
public interface HttpRoutes {

    /**
     * Serves one path.
     *
     * @throws IllegalStateException if the method and path have a route already
     */
    HttpRoutes exact(HttpMethod method, String path, HttpEndpoint endpoint);

    /**
     * Serves every path that starts with the prefix, which ends with a slash.
     *
     * @throws IllegalStateException if the method and prefix have a route already
     */
    HttpRoutes prefix(HttpMethod method, String prefix, HttpEndpoint endpoint);

    /**
     * Serves one path, by replies of any kind.
     *
     * @throws IllegalStateException if the method and path have a route already
     */
    HttpRoutes exact(HttpMethod method, String path, HttpBodyHandler handler);

    /**
     * Serves every path that starts with the prefix, which ends with a slash, by replies of any kind.
     *
     * @throws IllegalStateException if the method and prefix have a route already
     */
    HttpRoutes prefix(HttpMethod method, String prefix, HttpBodyHandler handler);

    /**
     * Serves every path whose last segment is the word, and that no exact path and no prefix has a route for, by replies
     * of any kind.
     *
     * @param word without a slash
     * @throws IllegalStateException if the method and word have a route already
     */
    HttpRoutes suffix(HttpMethod method, String word, HttpBodyHandler handler);

    /**
     * Serves GET and HEAD of every path that starts with the prefix, which ends with a slash, by replies that may be
     * large.
     *
     * @throws IllegalStateException if the prefix has a route for GET already
     */
    HttpRoutes exchange(String prefix, HttpExchangeHandler handler);

    /**
     * Serves every request, but OPTIONS, whose path no route serves.
     *
     * @throws IllegalStateException if there is a fallback already
     */
    HttpRoutes fallback(HttpExchangeHandler handler);

    /** Opens the port even where it gets no route of a module: it then tells the proxy's version. */
    HttpRoutes open();
}
