package org.mediaproxy.core.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.transport.TcpListener;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/** A proxy that does nothing but relay, between plain sockets on loopback. */
final class RelayFixture implements AutoCloseable {

    final Counters counters = new Counters();
    final Sessions sessions = new Sessions(counters);
    final Transport transport;
    private final ServerSocket origin = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final TcpListener listener;
    private final BlockingQueue<Joined> accepted = new LinkedBlockingQueue<>();

    /** Both channels of a session, connected and not relayed yet, with the sockets at their far ends. */
    record Joined(
            Channel client, Channel origin, Session session, Socket clientEnd, Socket originEnd, Counters counters)
            implements AutoCloseable {

        Joined start() {
            client.eventLoop().execute(this::startNow);
            return this;
        }

        private void startNow() {
            List<Object> up = keptOf(client);
            List<Object> down = keptOf(origin);
            up.forEach(origin::write);
            down.forEach(client::write);
            Relay.start(client, origin, session, counters);
            origin.flush();
            client.flush();
        }

        private static List<Object> keptOf(Channel channel) {
            Early early = channel.pipeline().get(Early.class);
            if (early == null) {
                return List.of(); // closed already
            }
            channel.pipeline().remove(early);
            return early.kept;
        }

        @Override
        public void close() throws IOException {
            clientEnd.close();
            originEnd.close();
        }
    }

    /** Keeps what comes before the relay, as a protocol does: epoll reads on at a half-close, whatever it is told. */
    private static final class Early extends ChannelInboundHandlerAdapter {

        private final List<Object> kept = new ArrayList<>();

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(false);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            kept.add(message);
        }
    }

    RelayFixture(String kind) throws IOException {
        this(Map.of("PROXY_TRANSPORT", kind, "PROXY_THREADS", "2"));
    }

    RelayFixture(Map<String, String> words) throws IOException {
        SettingsReader reader = new SettingsReader(Settings.of(words));
        TransportSettings settings = TransportSettings.read(reader);
        reader.check();
        transport = new Transport(settings, counters);
        listener = transport.listen(new HostPort("127.0.0.1", 0), this::accept);
    }

    private void accept(Channel client, InetSocketAddress address) {
        client.pipeline().addLast(new Early());
        Session session = sessions.open("test", address);
        transport
                .connect(client.eventLoop(), "127.0.0.1", origin.getLocalPort(), new Early())
                .addListener((ChannelFuture connected) -> accepted.add(
                        new Joined(client, connected.channel(), session, new Socket(), new Socket(), counters)));
    }

    /** Bytes that tell which session, or which direction of it, they are of. */
    static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Writes, on a thread of its own. */
    static CompletableFuture<Void> sending(Socket socket, byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** A session before its relay. */
    Joined join() throws IOException, InterruptedException {
        Socket clientEnd = new Socket();
        clientEnd.setSoTimeout(10_000);
        clientEnd.connect(listener.address(), 10_000);
        Socket originEnd = origin.accept();
        originEnd.setSoTimeout(10_000);
        Joined joined = accepted.poll(10, TimeUnit.SECONDS);
        if (joined == null) {
            throw new AssertionError("not accepted");
        }
        return new Joined(joined.client, joined.origin, joined.session, clientEnd, originEnd, counters);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        origin.close();
        transport
                .closeAsync()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
