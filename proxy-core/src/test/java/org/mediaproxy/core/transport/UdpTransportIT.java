package org.mediaproxy.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;

@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
final class UdpTransportIT {

    @Parameter
    @SuppressWarnings("NullAway.Init") // by JUnit
    String kind;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Transport transport;

    private final BlockingQueue<InetSocketAddress> recipients = new LinkedBlockingQueue<>();
    private final BlockingQueue<EventLoop> readers = new LinkedBlockingQueue<>();

    static List<String> kinds() {
        return Kinds.available();
    }

    @BeforeEach
    void open() {
        SettingsReader reader = new SettingsReader(Settings.of(Map.of("PROXY_TRANSPORT", kind, "PROXY_THREADS", "2")));
        TransportSettings settings = TransportSettings.read(reader);
        reader.check();
        transport = new Transport(settings, new Counters());
    }

    @AfterEach
    void close() {
        transport
                .closeAsync()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private UdpListener listen(String host, int port, boolean destinations) {
        return transport.listenUdp(
                new HostPort(host, port),
                loop -> new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                        readers.add(loop);
                        recipients.add(packet.recipient());
                    }
                },
                destinations);
    }

    private static void send(InetSocketAddress to) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new java.net.DatagramPacket(new byte[1], 1, to));
        }
    }

    @Test
    void clientsAreSpreadOverASocketForEachLoopWhereThePortCanBeShared() throws Exception {
        UdpListener listener = listen("127.0.0.1", 0, false);
        Set<EventLoop> seen = new HashSet<>();
        for (int i = 0; i < 64; i++) {
            send(listener.address());
            seen.add(readers.poll(10, TimeUnit.SECONDS));
        }
        assertThat(seen).hasSize(kind.equals("nio") ? 1 : 2).doesNotContainNull();
        for (EventLoop loop : seen) {
            assertThat(listener.socket(loop).eventLoop()).isSameAs(loop);
            assertThat(listener.socket(loop).localAddress()).isEqualTo(listener.address());
        }
    }

    @Test
    void aListenerOnAllAddressesCanLearnWhichOneWasSentTo() throws Exception {
        UdpListener listener = listen("", 0, true);
        for (String host : List.of("127.0.0.1", "127.0.0.2")) {
            InetSocketAddress to =
                    new InetSocketAddress(host, listener.address().getPort());
            send(to);
            InetSocketAddress told = recipients.poll(10, TimeUnit.SECONDS);
            assertThat(told).isEqualTo(kind.equals("epoll") ? to : listener.address()); // the others do not tell
        }
    }

    @Test
    void aPortCanBeListenedOnOnce() {
        UdpListener listener = listen("127.0.0.1", 0, false);
        assertCannotListen(listener.address().getPort());
    }

    @Test
    void aPortThatAnotherSharesIsNotTaken() throws Exception {
        try (DatagramChannel holder = DatagramChannel.open()) {
            holder.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertCannotListen(holder.socket().getLocalPort());
        }
    }

    private void assertCannotListen(int port) {
        assertThatThrownBy(() -> listen("127.0.0.1", port, false))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot listen on /127.0.0.1:" + port);
    }

    @Test
    void aClosedListenerGivesItsPortBack() {
        int port = listen("127.0.0.1", 0, false).address().getPort();
        close();
        open();
        assertThat(listen("127.0.0.1", port, false).address().getPort()).isEqualTo(port);
    }

    @Test
    void aPortOfASessionsOwnIsBoundBeforeTheCallReturnsOnItsLoop() throws Exception {
        EventLoop loop = transport.nextLoop();
        InetSocketAddress bound = loop.submit(() -> bindNow(loop, 0)).get(10, TimeUnit.SECONDS);
        assertThat(bound.getPort()).isPositive();
        assertThatThrownBy(
                        () -> loop.submit(() -> bindNow(loop, bound.getPort())).get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IOException.class);
    }

    private InetSocketAddress bindNow(EventLoop loop, int port) throws Exception {
        CompletableFuture<UdpListener> listener = transport
                .bindUdp(
                        loop,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        new ChannelInboundHandlerAdapter())
                .toCompletableFuture();
        assertThat(listener).isDone();
        return listener.get().address();
    }
}
