package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/**
 * A protocol over nothing: whoever says something becomes a session, and what was said first goes to the origin. The
 * origin is a plain socket.
 */
final class DatagramFixture implements AutoCloseable {

    final Counters counters = new Counters();
    final Sessions sessions = new Sessions(counters);
    final Transport transport;
    final DatagramRelays relays;
    final DatagramPort port;
    final End origin = new End();
    final BlockingQueue<DatagramRelay> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    volatile int originPort = origin.address().getPort();

    /** Which loop the next session is put on; null is the one that its first datagram came in on. */
    volatile @Nullable EventLoop nextHome;

    /** What else is done with a client's datagram. */
    volatile Hook hook = (relay, from, payload) -> relay;

    /** A protocol's hand in the middle. */
    interface Hook {
        @Nullable
        DatagramRelay fromClient(DatagramRelay relay, InetSocketAddress from, ByteBuf payload);
    }

    /** A far end: a plain socket that waits no longer than ten seconds. */
    static final class End implements AutoCloseable {

        final DatagramSocket socket;
        InetSocketAddress lastSender = new InetSocketAddress(0);

        End() throws IOException {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setSoTimeout(10_000);
            socket.setReceiveBufferSize(1 << 20);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        End send(byte[] payload, InetSocketAddress to) throws IOException {
            socket.send(new java.net.DatagramPacket(payload, payload.length, to));
            return this;
        }

        End send(String payload, InetSocketAddress to) throws IOException {
            return send(payload.getBytes(StandardCharsets.ISO_8859_1), to);
        }

        byte[] receiveBytes() throws IOException {
            java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[4096], 4096);
            socket.receive(packet);
            lastSender = (InetSocketAddress) packet.getSocketAddress();
            return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
        }

        String receive() throws IOException {
            return new String(receiveBytes(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** What the protocol is told; it ends the session for either. */
    private final class Owner implements DatagramOwner {

        @Override
        public @Nullable DatagramRelay fromClient(DatagramRelay relay, InetSocketAddress from, ByteBuf payload) {
            if (!relay.eventLoop().inEventLoop()) {
                told.add("on a wrong thread");
            }
            return hook.fromClient(relay, from, payload);
        }

        @Override
        public void originFailed(DatagramRelay relay, Throwable cause) {
            told.add("failed " + cause.getClass().getSimpleName());
            relay.session().end(Side.ORIGIN, Cause.UNREACHABLE);
        }

        @Override
        public void idle(DatagramRelay relay) {
            told.add("idle");
            relay.session().end(Side.CLIENT, Cause.TIMEOUT);
        }
    }

    DatagramFixture(String kind, Duration idle) throws IOException {
        SettingsReader reader = new SettingsReader(Settings.of(Map.of("PROXY_TRANSPORT", kind, "PROXY_THREADS", "2")));
        TransportSettings settings = TransportSettings.read(reader);
        reader.check();
        transport = new Transport(settings, counters);
        relays = new DatagramRelays(transport, counters, "test", idle);
        port = relays.listen(new HostPort("127.0.0.1", 0), this::unknown);
    }

    void unknown(DatagramPort at, Channel socket, DatagramPacket packet) {
        if (packet.content().toString(StandardCharsets.ISO_8859_1).equals("who?")) {
            socket.writeAndFlush(
                    new DatagramPacket(Unpooled.copiedBuffer("me", StandardCharsets.US_ASCII), packet.sender()));
            return;
        }
        Session session = sessions.open("test", packet.sender());
        byte[] first = ByteBufUtil.getBytes(packet.content()); // no buffer to lose where the relay does not open
        InetSocketAddress client = packet.sender();
        EventLoop wanted = nextHome;
        EventLoop home = wanted == null ? socket.eventLoop() : wanted;
        relays.open(at, home, null, "127.0.0.1", originPort, session, new Owner())
                .thenAccept(relay -> {
                    relay.addClient(client);
                    relay.sendToOrigin(Unpooled.wrappedBuffer(first));
                    opened.add(relay);
                });
    }

    /** A client whose session is open: the origin's last sender is its relay. */
    DatagramRelay join(End client) throws IOException, InterruptedException {
        client.send("hello", port.address());
        if (!origin.receive().equals("hello")) {
            throw new AssertionError("not the first datagram");
        }
        DatagramRelay relay = opened.poll(10, TimeUnit.SECONDS);
        if (relay == null) {
            throw new AssertionError("not opened");
        }
        return relay;
    }

    /** The loop that the relay is not on. */
    EventLoop other(EventLoop loop) {
        return transport.loops().stream().filter(l -> l != loop).findFirst().orElseThrow();
    }

    /** Runs on a loop and waits for it. */
    void on(EventLoop loop, Runnable action) throws InterruptedException {
        if (!loop.submit(action).await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the loop is stuck");
        }
    }

    long dropped(DatagramDrop reason) {
        return counters.counter(DatagramRelays.DROPPED, "protocol", "test", "reason", reason.label())
                .sum();
    }

    @Override
    public void close() {
        port.close();
        origin.close();
        transport
                .closeAsync()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
