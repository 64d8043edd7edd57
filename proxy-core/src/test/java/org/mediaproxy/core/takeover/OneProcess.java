package org.mediaproxy.core.takeover;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.relay.DatagramPort;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.transport.TcpListener;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/**
 * What a process has that takes over, or is taken over from: here two of them share one. It says its letter to whoever
 * connects, and to whoever sends a datagram that it takes for its own.
 */
final class OneProcess implements AutoCloseable {

    final Transport transport;
    final Secrets secrets = new Secrets();
    final Takeover takeover;

    /** Clients whose datagrams it knows; others it passes on, and serves where there is nobody to pass on to. */
    final Set<InetSocketAddress> known = ConcurrentHashMap.newKeySet();

    final List<TcpListener> tcp = new ArrayList<>();
    private final String letter;
    private final DatagramRelays relays;

    OneProcess(String letter, Path path, LoadBalancer balancer, int threads) {
        this.letter = letter;
        SettingsReader reader = new SettingsReader(
                Settings.of(Map.of("PROXY_TRANSPORT", "epoll", "PROXY_THREADS", Integer.toString(threads))));
        transport = new Transport(TransportSettings.read(reader), new Counters());
        relays = new DatagramRelays(transport, new Counters(), "test", Duration.ofSeconds(10));
        takeover = new Takeover(path, transport, balancer, secrets);
    }

    InetSocketAddress listen(int port) {
        TcpListener listener =
                transport.listen(new HostPort("127.0.0.1", port), (channel, client) -> channel.writeAndFlush(
                                Unpooled.copiedBuffer(letter, StandardCharsets.US_ASCII))
                        .addListener(ChannelFutureListener.CLOSE));
        tcp.add(listener);
        return listener.address();
    }

    InetSocketAddress listenUdp(int port) {
        return relays.listen(new HostPort("127.0.0.1", port), this::unknown).address();
    }

    private void unknown(DatagramPort port, Channel socket, DatagramPacket packet) {
        EventLoop loop = socket.eventLoop();
        if (known.contains(packet.sender()) || !port.passOn(loop, packet.sender(), packet.content())) {
            String answer = letter + packet.content().toString(StandardCharsets.US_ASCII);
            socket.writeAndFlush(
                    new DatagramPacket(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII), packet.sender()));
        }
    }

    @Override
    public void close() throws Exception {
        takeover.close();
        transport.closeAsync().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
