package org.mediaproxy.core.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;

/**
 * Takes a connection over at the head of a request: from then on the server does nothing with it, and the pipeline
 * holds only the codec. Called on the connection's event loop, with reading stopped.
 */
@FunctionalInterface
public interface HttpTakeover {

    /**
     * Serves the request and whatever follows on the connection.
     *
     * @param channel whose pipeline holds an {@code HttpServerCodec} named {@link HttpServerNames#CODEC}
     * @param request its head; the body has not been read
     * @param client the client's address
     */
    void take(Channel channel, HttpRequest request, InetSocketAddress client);
}
