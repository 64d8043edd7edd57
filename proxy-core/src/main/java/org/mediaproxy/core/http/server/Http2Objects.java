package org.mediaproxy.core.http.server;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.HttpConversionUtil;
import java.util.List;

/**
 * Makes HTTP objects of one stream's frames, and frames of HTTP objects. Request heads are made here: Netty's own way
 * takes a buffer for each, and forgets it where the head is malformed.
 */
@Sharable
final class Http2Objects extends Http2StreamFrameToHttpObjectCodec {

    static final Http2Objects INSTANCE = new Http2Objects();

    private Http2Objects() {
        super(true);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, Http2StreamFrame frame, List<Object> out) throws Exception {
        if (frame instanceof Http2HeadersFrame head && head.headers().method() != null) {
            HttpRequest request = HttpConversionUtil.toHttpRequest(head.stream().id(), head.headers(), true);
            tidy(request.headers());
            out.add(request);
            if (head.isEndStream()) {
                out.add(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        } else {
            super.decode(ctx, frame, out);
        }
    }

    /** Takes away what the conversion adds, and the second of two equal names of the host (RFC 9113 §8.3.1). */
    private static void tidy(HttpHeaders headers) {
        for (HttpConversionUtil.ExtensionHeaderNames added : HttpConversionUtil.ExtensionHeaderNames.values()) {
            headers.remove(added.text());
        }
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() == 2 && hosts.get(0).equalsIgnoreCase(hosts.get(1))) {
            headers.set(HttpHeaderNames.HOST, hosts.get(0));
        }
    }
}
