package org.mediaproxy.core.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The reply on one stream of HTTP/2, in front of the codec that makes frames of it. Bodies go out in small pieces, each
 * of which is told when it has left: a large one would count as unsent until its last byte is out. Plain bytes are taken
 * for pieces of the body, as relays write them. A stream that is closed before its reply is complete is reset, so that
 * the client sees that the reply is cut.
 */
final class Http2Body extends ChannelDuplexHandler {

    /** The largest frame that every client takes (RFC 9113 §6.5.2, SETTINGS_MAX_FRAME_SIZE). */
    private static final int PIECE = 16 * 1024;

    private @Nullable ChannelFuture lastWrite;
    private long unsent;
    private long left;
    private boolean requestEnded;
    private boolean replyEnded;
    private boolean malformed;

    /** Bytes of the body that were written and have not left. */
    long unsent() {
        return unsent;
    }

    /** See {@link HttpDeadline.Outlet}. */
    long mark(Channel stream) {
        return unsent == 0 || !stream.isOpen() ? HttpDeadline.NOTHING_WAITS : left + 1;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof LastHttpContent) {
            requestEnded = true;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            body(ctx, bytes, false, promise);
        } else if (message instanceof FullHttpResponse whole) {
            whole(ctx, whole, promise);
        } else if (message instanceof HttpContent content) {
            body(ctx, content.content(), content instanceof LastHttpContent, promise);
        } else {
            send(ctx, message, 0, promise);
        }
    }

    private void whole(ChannelHandlerContext ctx, FullHttpResponse whole, ChannelPromise promise) {
        if (whole.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            ctx.write(whole, promise);
        } else if (whole.content().isReadable()) {
            HttpResponse head = new DefaultHttpResponse(whole.protocolVersion(), whole.status(), whole.headers());
            send(ctx, head, 0, ctx.newPromise());
            body(ctx, whole.content(), true, promise);
        } else {
            replyEnded = true;
            send(ctx, whole, 0, promise);
        }
    }

    private void body(ChannelHandlerContext ctx, ByteBuf bytes, boolean last, ChannelPromise promise) {
        if (!last && !bytes.isReadable()) {
            bytes.release();
            afterLastWrite(promise);
            return;
        }
        while (bytes.readableBytes() > PIECE) {
            send(ctx, new DefaultHttpContent(bytes.readRetainedSlice(PIECE)), PIECE, ctx.newPromise());
        }
        replyEnded |= last;
        HttpContent rest = last ? new DefaultLastHttpContent(bytes) : new DefaultHttpContent(bytes);
        send(ctx, rest, bytes.readableBytes(), promise);
    }

    private void send(ChannelHandlerContext ctx, Object message, int size, ChannelPromise promise) {
        ChannelPromise own = promise.isVoid() ? ctx.newPromise() : promise;
        lastWrite = own;
        if (size > 0) {
            unsent += size;
            own.addListener(done -> {
                unsent -= size;
                left += size;
            });
        }
        if (message instanceof HttpResponse) {
            own.addListener(ChannelFutureListener.CLOSE_ON_FAILURE); // a head that no frame can hold
        }
        ctx.write(message, own);
    }

    /** An empty write asks to be told when all before it has left; a frame for it might come behind the last. */
    private void afterLastWrite(ChannelPromise promise) {
        ChannelFuture before = lastWrite;
        if (promise.isVoid()) {
            return; // nobody waits
        }
        if (before == null) {
            promise.trySuccess();
            return;
        }
        before.addListener(done -> {
            if (done.isSuccess()) {
                promise.trySuccess();
            } else {
                promise.tryFailure(done.cause());
            }
        });
    }

    /** The last word of a stream that does not end by itself (RFC 9113 §8.1 for a request that goes on). */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (ctx.channel().isActive() && !(replyEnded && requestEnded)) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(lastWord()));
        }
        ctx.close(promise);
    }

    private Http2Error lastWord() {
        if (malformed) {
            return Http2Error.PROTOCOL_ERROR;
        }
        return replyEnded ? Http2Error.NO_ERROR : Http2Error.INTERNAL_ERROR;
    }

    /** What breaks a stream is no more than a client that is gone, for all who stand behind. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean ofClient = cause instanceof Http2Exception || cause instanceof DecoderException;
        malformed |= ofClient;
        ctx.fireExceptionCaught(ofClient ? new IOException("HTTP/2: " + cause.getMessage(), cause) : cause);
    }
}
