package org.mediaproxy.core.http.origin;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * A whole reply of an origin.
 *
 * @param status as sent
 * @param headers as sent
 * @param body as sent; not copied, not changed after
 */
@SuppressWarnings("ArrayRecordComponent") // a body has no identity that anyone compares
public record OriginReply(HttpResponseStatus status, HttpHeaders headers, byte[] body) {}
