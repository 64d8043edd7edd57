package org.mediaproxy.lb.mesh;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address of this member: what is set, or the one from which the system would send to the others. Checked before the grid starts, which
 * would say less clearly what is wrong. At start only; blocks.
 */
final class OwnAddress {

    private static final Logger LOG = LoggerFactory.getLogger(OwnAddress.class);

    private OwnAddress() {}

    /**
     * Finds it.
     *
     * @throws SettingsException if a host is unknown, the address is not of this machine, or the port is taken
     */
    static InetAddress find(MeshSettings settings) {
        List<InetAddress> others = others(settings);
        String host = settings.listen().host();
        InetAddress address =
                host.isEmpty() || host.equals("*") ? towards(others) : resolved(MeshSettings.LISTEN, host);
        tryBind(new InetSocketAddress(address, settings.listen().port()));
        return address;
    }

    private static List<InetAddress> others(MeshSettings settings) {
        List<InetAddress> others = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (HostPort peer : settings.peers()) {
            try {
                others.add(InetAddress.getByName(peer.host()));
            } catch (UnknownHostException e) {
                unknown.add(MeshSettings.PEERS.name() + ": there is no host '" + peer.host() + "'");
            }
        }
        if (!unknown.isEmpty()) {
            throw new SettingsException(unknown);
        }
        settings.multicast().ifPresent(group -> others.add(group(group)));
        settings.dns().ifPresent(name -> {
            try {
                others.addAll(List.of(InetAddress.getAllByName(name.host())));
            } catch (UnknownHostException e) { // it comes with the first proxy that is ready
                LOG.warn("{}: {} has no address yet", MeshSettings.DNS.name(), name.host());
            }
        });
        return others;
    }

    private static InetAddress group(HostPort group) {
        InetAddress address = resolved(MeshSettings.GROUP, group.host());
        if (!address.isMulticastAddress() || !(address instanceof Inet4Address)) {
            throw new SettingsException(
                    List.of(MeshSettings.GROUP.name() + ": " + group.host() + " is no IPv4 multicast address"));
        }
        return address;
    }

    private static InetAddress resolved(Setting<?> setting, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new SettingsException(List.of(setting.name() + ": there is no host '" + host + "'"));
        }
    }

    /** The address from which the system would send to the first of them that is another machine; nothing is sent. */
    private static InetAddress towards(List<InetAddress> others) {
        return others.stream()
                .sorted(Comparator.comparing(InetAddress::isLoopbackAddress))
                .flatMap(other -> source(other).stream())
                .findFirst()
                .orElseGet(OwnAddress::first);
    }

    private static Optional<InetAddress> source(InetAddress target) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(target, MeshSettings.PORT);
            InetAddress source = socket.getLocalAddress();
            return source.isAnyLocalAddress() ? Optional.empty() : Optional.of(source);
        } catch (SocketException | java.io.UncheckedIOException noRoute) {
            return Optional.empty();
        }
    }

    private static InetAddress first() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .findFirst()
                    .orElse(InetAddress.getLoopbackAddress());
        } catch (SocketException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private static void tryBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new SettingsException(List.of(MeshSettings.LISTEN.name() + ": cannot listen on "
                    + address.getAddress().getHostAddress() + ":" + address.getPort() + ": " + e.getMessage()));
        }
    }
}
