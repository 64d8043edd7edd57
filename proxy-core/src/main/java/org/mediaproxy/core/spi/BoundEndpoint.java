package org.mediaproxy.core.spi;

import java.net.InetSocketAddress;
import org.mediaproxy.core.config.HostPort;

/**
 * An address on which a protocol listens.
 *
 * @param name what listens there: the protocol, or {@code stream}, {@code api}, {@code system}
 * @param scheme of URLs that lead there: {@code rtmp}, {@code http}
 * @param address as bound
 */
public record BoundEndpoint(String name, String scheme, InetSocketAddress address) {

    @Override
    public String toString() {
        boolean everywhere =
                address.getAddress() != null && address.getAddress().isAnyLocalAddress();
        String host = everywhere ? "0.0.0.0" : address.getHostString();
        return name + " on " + scheme + "://" + new HostPort(host, address.getPort());
    }
}
