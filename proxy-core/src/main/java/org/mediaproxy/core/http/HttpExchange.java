package org.mediaproxy.core.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;

/**
 * One request and the reply to it. The reply is either whole ({@link #reply}), or a head and pieces of a body ({@link
 * #begin}, {@link #write}, {@link #end}), or the connection itself is taken over. How the body is framed, whether the
 * connection stays, and that a reply to HEAD has no body (RFC 9110 §9.3.2, RFC 9112 §6) is the exchange's work. Once it
 * is over, what is written is released and nothing more happens. Everything on {@link #eventLoop}.
 */
public interface HttpExchange {

    /**
     * The head as sent, in origin form. A request of HTTP/2 has that version, and says in Host what its {@code :authority}
     * said (RFC 9113 §8.3.1).
     */
    HttpRequest request();

    /** The decoded target; its parameters have been decoded without fault. */
    QueryStringDecoder target();

    /** The client's address. */
    InetSocketAddress client();

    /** How the client reached the proxy itself: {@code http} or {@code https}. */
    String scheme();

    /** The proxy's own address of the connection: where the client reached it, unless something in front relays. */
    InetSocketAddress local();

    /** The loop of the connection, on which everything here happens. */
    EventLoop eventLoop();

    /** Where buffers for {@link #write} come from. */
    ByteBufAllocator alloc();

    /** A whole small reply. */
    void reply(HttpReply reply);

    /**
     * A whole reply.
     *
     * @param head the status and headers; Content-Length is set here, to the body's, unless it answers HEAD
     * @param body taken over
     */
    void reply(HttpResponse head, ByteBuf body);

    /**
     * Begins a reply whose body follows. With a Content-Length the body must have that many bytes; without one it ends
     * where {@link #end} says.
     *
     * @param head without hop-by-hop headers
     */
    void begin(HttpResponse head);

    /** Adds a piece of the body, which is taken over; goes out with the next {@link #flush}. */
    void write(ByteBuf piece);

    /** Sends what was written. */
    void flush();

    /** Whether the client takes more now; who writes on regardless makes memory grow. */
    boolean isWritable();

    /**
     * Bytes that were written and that have not gone out to the client yet, with what keeping them costs; a buffer
     * counts until its last byte is out.
     */
    long unsent();

    /** The body is complete. */
    void end();

    /**
     * The reply cannot be begun or completed: the connection is closed, or the stream of HTTP/2 reset, so that the client
     * sees that it is cut.
     */
    void abort();

    /** Whether the reply is complete or can no longer be given. */
    boolean isOver();

    /** Runs whenever the client takes more again. One action; a later call replaces it. */
    void onWritable(Runnable action);

    /**
     * Runs once, when the exchange is over: the last byte is out, or the client has left. At once if it is. A takeover
     * drops it: what becomes of the connection is then for the new owner to watch.
     */
    void onOver(Runnable action);

    /** Gives the connection away; see {@link HttpTakeover}. */
    void takeOver(HttpTakeover takeover);
}
