package org.mediaproxy.http.adaptive;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;

/**
 * A reply that may be served again.
 *
 * @param status 200 or 206
 * @param headers as the client gets them, without what concerns one connection; not changed after
 * @param body the bytes
 * @param storedNanos when it came, by {@link System#nanoTime}
 * @param life how long it may be served from then on
 */
record CachedReply(HttpResponseStatus status, HttpHeaders headers, SharedBody body, long storedNanos, Duration life) {

    /** Its age in seconds (RFC 9111 §5.1). */
    long age() {
        return Freshness.age(headers).toSeconds() + (System.nanoTime() - storedNanos) / 1_000_000_000L;
    }
}
