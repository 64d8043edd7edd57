package org.mediaproxy.core.http.server;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import org.mediaproxy.core.http.HttpTakeover;

/** What carries an exchange: a connection, or one stream of it. On the connection's event loop. */
interface ExchangeOwner {

    /** The client's address. */
    InetSocketAddress client();

    /** {@code http} or {@code https}. */
    String scheme();

    /** Whether the connection may outlive the reply. */
    boolean mayKeep(HttpRequest request, boolean bodyRead);

    /** Bytes that were written and have not left. */
    long unsent();

    /** The head of a reply is out; from here on only the client can be late. */
    void replyBegun();

    /** The whole reply has been written. */
    void replyEnded(ConnectionExchange ended, ChannelHandlerContext ctx, ChannelFuture lastWrite, boolean keep);

    /** Gives the channel away, with what was read ahead. */
    void handOver(ChannelHandlerContext ctx, HttpRequest request, HttpTakeover takeover);
}
