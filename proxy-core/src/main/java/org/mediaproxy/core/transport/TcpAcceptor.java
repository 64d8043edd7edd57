package org.mediaproxy.core.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** Takes a new client connection. Called on the connection's event loop, before anything of the client's is seen. */
@FunctionalInterface
public interface TcpAcceptor {

    /**
     * Fills the channel's pipeline.
     *
     * @param channel registered and active
     * @param client the client's address, from HAProxy's header where one was expected
     */
    void accept(Channel channel, InetSocketAddress client);
}
