/**
 * The server behind core's HTTP ports: one class for the stream, API and System API ports, with and without TLS, its
 * router, its limits and its timeouts. Modules see none of it, only the routes and exchanges of {@code core.http}.
 */
@NullMarked
package org.mediaproxy.core.http.server;

import org.jspecify.annotations.NullMarked;
