package org.mediaproxy.core.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;

/**
 * Takes a connection, or one stream of an HTTP/2 connection, over at the head of a request: from then on the server does nothing with it, and the pipeline
 * holds only the codec, behind that of TLS where there is one. Called on the connection's event loop, with reading stopped.
 */
@FunctionalInterface
public interface HttpTakeover {

    /**
     * Serves the request and whatever follows on the connection.
     *
     * @param channel whose pipeline holds a codec named {@link HttpServerNames#CODEC}: for a connection an {@code
     *     HttpServerCodec}, which may be removed. For a request of HTTP/2 it is the stream's channel, which takes the head
     *     and {@code LastHttpContent} as HTTP objects and, between them, bytes of the body; the codec must stay, and a
     *     close before the end resets the stream
     * @param request its head; the body has not been read
     * @param client the client's address
     */
    void take(Channel channel, HttpRequest request, InetSocketAddress client);
}
