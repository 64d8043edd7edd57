package org.mediaproxy.lb.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;

/**
 * Who the other proxies are, and where this one is for them.
 *
 * @param name members have the same
 * @param listen where this proxy listens for the others; without a host, the address that they are reached from
 * @param advertise what the others are told, where that is not what is listened on
 * @param peers some or all members
 * @param dns a name whose addresses are the members
 * @param multicast the group at which members find each other
 * @param memberTimeout how long a member may be silent before it counts as gone; whole seconds
 * @param timeout of an answer
 */
record MeshSettings(
        String name,
        HostPort listen,
        Optional<HostPort> advertise,
        List<HostPort> peers,
        Optional<HostPort> dns,
        Optional<HostPort> multicast,
        Duration memberTimeout,
        Duration timeout) {

    static final int PORT = 5701;

    private static final String ADDRESSES = "host or host:port, separated by commas";

    static final Setting<String> NAME = Setting.text(
            "PROXY_MESH_NAME",
            "any text",
            "mediaproxy",
            "The name of the mesh; proxies of another name are kept apart.");
    static final Setting<HostPort> LISTEN = Setting.listen(
            "PROXY_MESH_LISTEN",
            PORT,
            "Where this proxy listens for the others; without a host, the address at which it reaches them.");
    static final Setting<Optional<HostPort>> ADVERTISE = Setting.listenIfSet(
            "PROXY_MESH_ADVERTISE", "Where the others reach this proxy, if not where it listens: behind NAT.");
    static final Setting<List<String>> PEERS = Setting.list(
            "PROXY_MESH_PEERS", ADDRESSES, "", "Proxies of the mesh, some or all; this one may be among them.");
    static final Setting<String> DNS = Setting.text(
            "PROXY_MESH_DNS",
            "a DNS name, with :port if it is not 5701",
            "",
            "A name whose addresses are the proxies of the mesh, such as a headless service of Kubernetes.");
    static final Setting<Boolean> MULTICAST = Setting.flag(
            "PROXY_MESH_MULTICAST", false, "Whether proxies find each other by multicast, instead of by names.");
    static final Setting<String> GROUP = Setting.text(
            "PROXY_MESH_MULTICAST_GROUP",
            "an IPv4 multicast address, with :port if it is not 5701",
            "239.2.2.3",
            "The group for that; UDP.");
    static final Setting<Duration> MEMBER_TIMEOUT = Setting.duration(
            "PROXY_MESH_MEMBER_TIMEOUT",
            "3s",
            "How long a proxy may be silent before the others go on without it; whole seconds, 2s to 60s.");
    static final Setting<Duration> TIMEOUT = Setting.duration(
            "PROXY_MESH_TIMEOUT", "2.5s", "How long the mesh may take to answer; a client waits 3 s at most.");

    /** All settings of this module. */
    static final List<Setting<?>> ALL =
            List.of(NAME, LISTEN, ADVERTISE, PEERS, DNS, MULTICAST, GROUP, MEMBER_TIMEOUT, TIMEOUT);

    MeshSettings {
        peers = List.copyOf(peers);
    }

    /**
     * Reads them.
     *
     * @throws org.mediaproxy.core.config.SettingsException with every problem
     */
    static MeshSettings read(Settings settings) {
        SettingsReader reader = new SettingsReader(settings);
        HostPort listen = reader.get(LISTEN);
        boolean byMulticast = reader.get(MULTICAST);
        MeshSettings read = new MeshSettings(
                reader.get(NAME),
                listen,
                reader.get(ADVERTISE),
                addresses(reader, PEERS, reader.get(PEERS), listen.port()),
                first(addresses(reader, DNS, list(reader.get(DNS)), listen.port())),
                byMulticast ? first(addresses(reader, GROUP, list(reader.get(GROUP)), PORT)) : Optional.empty(),
                reader.get(MEMBER_TIMEOUT),
                reader.get(TIMEOUT));
        read.checkTogether(reader, byMulticast);
        reader.check();
        return read;
    }

    private void checkTogether(SettingsReader reader, boolean byMulticast) {
        boolean named = reader.isSet(PEERS) || reader.isSet(DNS);
        if (byMulticast && named) {
            reader.problem(MULTICAST, "PROXY_MESH_PEERS or PROXY_MESH_DNS is set too, and only one way can be");
        }
        if (!byMulticast && peers.isEmpty() && dns.isEmpty() && !named) {
            reader.problem(
                    PEERS, "who the others are must be said here, in PROXY_MESH_DNS, or by PROXY_MESH_MULTICAST=on");
        }
        if (advertise
                .filter(address -> address.host().isEmpty() || address.port() == 0)
                .isPresent()) {
            reader.problem(ADVERTISE, "it needs a host and a port");
        }
        long seconds = memberTimeout.toSeconds();
        if (!memberTimeout.equals(Duration.ofSeconds(seconds)) || seconds < 2 || seconds > 60) {
            reader.problem(MEMBER_TIMEOUT, "it is whole seconds, 2 to 60");
        }
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    private static Optional<HostPort> first(List<HostPort> addresses) {
        return addresses.stream().findFirst();
    }

    /** Unlike where one listens, a word alone is a host here, not a port. */
    private static List<HostPort> addresses(SettingsReader reader, Setting<?> setting, List<String> texts, int port) {
        List<HostPort> addresses = new ArrayList<>();
        for (String text : texts) {
            try {
                HostPort address = text.endsWith("]") || text.indexOf(':') < 0
                        ? HostPort.parse(text + ":" + port)
                        : HostPort.parse(text);
                if (address.host().isEmpty() || address.port() == 0) {
                    throw new IllegalArgumentException("'" + text + "' lacks a host or a port");
                }
                addresses.add(address);
            } catch (IllegalArgumentException e) {
                reader.problem(setting, String.valueOf(e.getMessage()));
            }
        }
        return addresses;
    }

    /** How the others are found, for messages. */
    String where() {
        if (multicast.isPresent()) {
            return "multicast to " + multicast.get();
        }
        List<String> all = new ArrayList<>();
        peers.forEach(peer -> all.add(peer.toString()));
        dns.ifPresent(address -> all.add("what " + address.host() + " resolves to"));
        return String.join(", ", all);
    }
}
