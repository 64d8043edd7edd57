package org.mediaproxy.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;

/** Where other proxies and operators reach this one's System API, as well as it can know itself. */
final class SystemAddress {

    private SystemAddress() {}

    /** The bound address; a wildcard is replaced by this machine's first address that is no loopback. Empty if nothing is bound. */
    static String of(@Nullable InetSocketAddress bound) {
        if (bound == null) {
            return "";
        }
        InetAddress address = bound.getAddress();
        InetAddress reached = address.isAnyLocalAddress() ? own().orElse(address) : address;
        return new HostPort(reached.getHostAddress(), bound.getPort()).toString();
    }

    private static Optional<InetAddress> own() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(SystemAddress::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .flatMap(SystemAddress::reachable)
                    .findFirst();
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static boolean isUp(NetworkInterface card) {
        try {
            return card.isUp() && !card.isLoopback();
        } catch (SocketException e) {
            return false;
        }
    }

    private static Stream<InetAddress> reachable(InetAddress address) {
        return address instanceof Inet4Address && !address.isLinkLocalAddress() ? Stream.of(address) : Stream.empty();
    }
}
