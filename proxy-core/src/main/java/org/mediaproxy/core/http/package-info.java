/**
 * The HTTP toolkit on netty-codec-http and netty-codec-http2: one server class for the stream, API and System API ports, a router, JSON
 * errors, CORS, limits, and the hand-over of a connection to a relay.
 */
@NullMarked
package org.mediaproxy.core.http;

import org.jspecify.annotations.NullMarked;
