package org.mediaproxy.core.http.origin;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Reads one reply: {@link #head}, any number of {@link #body}, then {@link #end}; or {@link #failed} at any point
 * instead of what is left. After {@link OriginFetch#cancel} nothing more is called. On the fetch's event loop.
 */
public interface OriginReader {

    /** The head of the final reply; interim ones are left out. */
    void head(HttpResponse head);

    /** A piece of the body, without its framing; the reader owns it. */
    void body(ByteBuf piece);

    /** The pieces that were ready are all handed over; a time to flush. */
    default void pause() {}

    /** The body is complete. */
    void end();

    /** There is no reply, or no more of it. */
    void failed(OriginFailure reason, String detail);
}
