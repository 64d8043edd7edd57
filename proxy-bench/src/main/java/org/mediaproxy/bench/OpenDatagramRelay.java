package org.mediaproxy.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.relay.DatagramOwner;
import org.mediaproxy.core.relay.DatagramPort;
import org.mediaproxy.core.relay.DatagramRelay;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/**
 * The real datagram relay with no protocol in front of it: every address is a session with one origin. It shows what the
 * relay alone costs beside relays that ask nothing either, such as nginx's; a protocol's own benchmark opens sessions as
 * its clients do.
 */
final class OpenDatagramRelay implements AutoCloseable {

    private final Sessions sessions;
    private final Transport transport;
    private final DatagramRelays relays;
    private final DatagramPort port;
    private final int originPort;
    private final Set<InetSocketAddress> opening = ConcurrentHashMap.newKeySet();

    /** Ends a session whose origin is gone or whose client is silent. */
    private static final class Owner implements DatagramOwner {

        @Override
        public void originFailed(DatagramRelay relay, Throwable cause) {
            relay.session().end(Side.ORIGIN, Cause.UNREACHABLE);
        }

        @Override
        public void idle(DatagramRelay relay) {
            relay.session().end(Side.CLIENT, Cause.TIMEOUT);
        }
    }

    /** Listens on loopback; the origin's port is on loopback too. */
    OpenDatagramRelay(int listenPort, int originPort, Map<String, String> settings, Counters counters) {
        this.originPort = originPort;
        SettingsReader reader = new SettingsReader(Settings.of(settings));
        TransportSettings transportSettings = TransportSettings.read(reader);
        reader.check();
        sessions = new Sessions(counters);
        transport = new Transport(transportSettings, counters);
        relays = new DatagramRelays(transport, counters, "bench", Duration.ofMinutes(10));
        port = relays.listen(new HostPort("127.0.0.1", listenPort), this::unknown);
    }

    InetSocketAddress address() {
        return port.address();
    }

    private void unknown(DatagramPort at, Channel socket, DatagramPacket packet) {
        InetSocketAddress client = packet.sender();
        if (!opening.add(client)) {
            return;
        }
        ByteBuf first = packet.retain().content();
        Session session = sessions.open("bench", client);
        relays.open(at, socket.eventLoop(), null, "127.0.0.1", originPort, session, new Owner())
                .whenComplete((relay, failure) -> {
                    opening.remove(client);
                    if (relay == null) {
                        first.release();
                        session.end(Side.ORIGIN, Cause.UNREACHABLE, String.valueOf(failure));
                    } else {
                        relay.addClient(client);
                        relay.sendToOrigin(first);
                    }
                });
    }

    @Override
    public void close() {
        port.close();
        new HashSet<>(sessions.open()).forEach(session -> session.end(Side.PROXY, Cause.DRAINED));
        transport
                .closeAsync()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
