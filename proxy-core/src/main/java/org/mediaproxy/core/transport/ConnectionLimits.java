package org.mediaproxy.core.transport;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts client connections in all and by address, and says which are too many. Shared by all listeners. */
final class ConnectionLimits {

    private final int max;
    private final int maxPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    ConnectionLimits(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /** Counts the connection until it closes; false if it is one too many, which the caller closes. */
    boolean admit(Channel channel) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return false;
        }
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    /** Counts it for its client, once known, until it closes; false if it is one too many, which the caller closes. */
    boolean admit(Channel channel, InetAddress address) {
        if (maxPerAddress == 0) {
            return true;
        }
        if (byAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
            leave(address);
            return false;
        }
        channel.closeFuture().addListener(closed -> leave(address));
        return true;
    }

    private void leave(InetAddress address) {
        byAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }

    /** Addresses with connections open now; 0 where they are not counted. */
    int addresses() {
        return byAddress.size();
    }

    /** Connections open now. */
    int open() {
        return open.get();
    }
}
