package org.mediaproxy.core.spi;

import java.net.InetSocketAddress;

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
        return name + " on " + scheme + "://" + address.getHostString() + ":" + address.getPort();
    }
}
