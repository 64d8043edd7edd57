package org.mediaproxy.http.adaptive;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What one fetch of a playlist came to, for all who wait for it.
 *
 * @param status the origin's
 * @param headers for clients; not changed after
 * @param body for clients; not changed after
 */
@SuppressWarnings("ArrayRecordComponent") // a body has no identity that anyone compares
record PlaylistReply(HttpResponseStatus status, HttpHeaders headers, byte[] body) {}
