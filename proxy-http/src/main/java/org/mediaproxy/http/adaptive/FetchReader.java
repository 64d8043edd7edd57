package org.mediaproxy.http.adaptive;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import org.mediaproxy.core.http.origin.OriginFailure;

/** One client's end of a {@link SharedFetch}. Everything on the client's own event loop. */
interface FetchReader {

    EventLoop loop();

    /** The head; the reader makes its own of it and changes nothing in this one. */
    void head(HttpResponse head);

    /** A piece of the body, which the reader owns. */
    void body(ByteBuf piece);

    /** The pieces that were ready are all there. */
    void flush();

    void end();

    void failed(OriginFailure reason, String detail);

    /** What this waited for is for one client alone: the reader must ask by itself. */
    void alone();

    /** What this wanted to join was over before it came: the reader looks again, and finds it in the cache. */
    void missed();
}
