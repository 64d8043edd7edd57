package org.mediaproxy.core.accept;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** A protocol's part in {@link TcpServer}. */
@FunctionalInterface
public interface TcpClients {

    /**
     * Begins the session of a client that has connected and, where its port speaks TLS, shaken hands. Called on the
     * channel's event loop, before anything of the client's is seen.
     *
     * @param client the client's address, from HAProxy's header where one was expected
     * @param secure whether the connection is encrypted
     * @return ends the session because the proxy stops; run on the same event loop, unless the channel has closed
     */
    Runnable begin(Channel channel, InetSocketAddress client, boolean secure);
}
