package org.mediaproxy.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.testing.ClosedPort;
import org.mediaproxy.core.testing.RawConnection;

@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
final class TransportIT {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final HostPort ANY = new HostPort("127.0.0.1", 0);

    @Parameter
    @SuppressWarnings("NullAway.Init") // by JUnit
    String kind;

    private final Counters counters = new Counters();
    private final BlockingQueue<InetSocketAddress> clients = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init") // opened by each test
    private Transport transport;

    static List<String> kinds() {
        return Kinds.available();
    }

    private Transport open(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("PROXY_TRANSPORT", kind);
        all.put("PROXY_THREADS", "2");
        SettingsReader reader = new SettingsReader(Settings.of(all));
        TransportSettings settings = TransportSettings.read(reader);
        reader.check();
        transport = new Transport(settings, counters);
        return transport;
    }

    @AfterEach
    void close() {
        transport
                .closeAsync()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** Notes the client and sends back what it says. */
    private void echo(Channel channel, InetSocketAddress client) {
        clients.add(client);
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.writeAndFlush(message);
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                ctx.close(); // the client has ended its input
            }
        });
    }

    private static void assertEchoes(RawConnection connection) throws IOException {
        assertThat(connection.send("x").read(1)).isEqualTo("x");
    }

    private static void assertRefused(RawConnection connection) {
        try (connection) {
            assertThat(connection.readAll()).isEmpty();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void namesAndAddressesResolveToAddresses() throws Exception {
        open(Map.of());
        assertThat(transport.resolve("192.0.2.7").toCompletableFuture().get(10, TimeUnit.SECONDS))
                .containsExactly(InetAddress.getByName("192.0.2.7"));
        assertThat(transport.resolve("2001:db8::1").toCompletableFuture().get(10, TimeUnit.SECONDS))
                .containsExactly(InetAddress.getByName("2001:db8::1"));
        assertThat(transport.resolve("localhost").toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isNotEmpty()
                .allMatch(InetAddress::isLoopbackAddress);
        assertThat(transport.resolve("no-such-name.invalid").toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aListenerServesItsClientsOnEveryLoop() throws Exception {
        TcpListener listener = open(Map.of()).listen(ANY, this::echo);
        for (int i = 0; i < 20; i++) {
            try (RawConnection connection = RawConnection.to(listener.address())) {
                assertEchoes(connection);
                InetSocketAddress client = clients.poll(10, TimeUnit.SECONDS);
                assertThat(client).isEqualTo(connection.socket().getLocalSocketAddress());
            }
        }
        await().atMost(DEADLINE).until(() -> transport.connections() == 0);
    }

    @Test
    void aClosedListenerLeavesItsConnectionsAlone() throws Exception {
        TcpListener listener = open(Map.of()).listen(ANY, this::echo);
        try (RawConnection connection = RawConnection.to(listener.address())) {
            assertEchoes(connection);
            listener.close();
            await().atMost(DEADLINE).until(() -> refusesConnections(listener.address()));
            assertEchoes(connection);
        }
    }

    private static boolean refusesConnections(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    @Test
    void connectionsAreLimitedInAll() throws Exception {
        TcpListener listener = open(Map.of("PROXY_MAX_CONNECTIONS", "2")).listen(ANY, this::echo);
        try (RawConnection first = RawConnection.to(listener.address());
                RawConnection second = RawConnection.to(listener.address())) {
            assertEchoes(first);
            assertEchoes(second);
            assertRefused(RawConnection.to(listener.address()));
        }
        assertThat(counters.sum(Transport.REFUSED)).isEqualTo(1);
        await().atMost(DEADLINE).until(() -> transport.connections() == 0);
        try (RawConnection later = RawConnection.to(listener.address())) {
            assertEchoes(later);
        }
    }

    @Test
    void connectionsAreLimitedForOneAddress() throws Exception {
        TcpListener listener =
                open(Map.of("PROXY_MAX_CONNECTIONS_PER_ADDRESS", "1")).listen(ANY, this::echo);
        try (RawConnection first = RawConnection.to(listener.address())) {
            assertEchoes(first);
            assertRefused(RawConnection.to(listener.address()));
        }
        await().atMost(DEADLINE).until(() -> transport.connections() == 0);
        try (RawConnection later = RawConnection.to(listener.address())) {
            assertEchoes(later);
        }
    }

    @Test
    void behindALoadBalancerTheLimitIsForTheAddressOfTheHeader() throws Exception {
        TcpListener listener = open(Map.of(
                        "PROXY_MAX_CONNECTIONS_PER_ADDRESS", "1",
                        "PROXY_HAPROXY_HEADER", "on",
                        "PROXY_TRUSTED_PROXIES", "127.0.0.1"))
                .listen(new HostPort("", 0), this::echo);
        try (RawConnection first = RawConnection.to(listener.address());
                RawConnection other = RawConnection.to(listener.address())) {
            assertEchoes(first.send("PROXY TCP4 192.0.2.1 192.0.2.9 5 6\r\n"));
            assertEchoes(other.send("PROXY TCP4 192.0.2.2 192.0.2.9 5 6\r\n"));
            assertThat(clients.poll(10, TimeUnit.SECONDS)).isEqualTo(new InetSocketAddress("192.0.2.1", 5));
            assertRefused(RawConnection.to(listener.address()).send("PROXY TCP4 192.0.2.1 192.0.2.9 7 6\r\n"));
        }
        assertThat(counters.sum(Transport.REFUSED)).isEqualTo(1);
        await().atMost(DEADLINE).until(() -> transport.connections() == 0);
    }

    @Test
    void aHeaderOfSomebodyElseIsOnlyBytes() throws Exception {
        TcpListener listener = open(Map.of("PROXY_HAPROXY_HEADER", "on", "PROXY_TRUSTED_PROXIES", "192.0.2.1"))
                .listen(ANY, this::echo);
        String header = "PROXY TCP4 192.0.2.1 192.0.2.9 5 6\r\n";
        try (RawConnection connection = RawConnection.to(listener.address())) {
            assertThat(connection.send(header).read(header.length())).isEqualTo(header);
            assertThat(clients.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(connection.socket().getLocalSocketAddress());
        }
    }

    @Test
    void aTrustedPeerWithGarbageIsClosed() throws Exception {
        TcpListener listener = open(Map.of("PROXY_HAPROXY_HEADER", "on", "PROXY_TRUSTED_PROXIES", "127.0.0.0/8"))
                .listen(ANY, this::echo);
        assertRefused(RawConnection.to(listener.address()).send("GET / HTTP/1.1\r\n\r\n"));
        assertThat(clients).isEmpty();
        await().atMost(DEADLINE).until(() -> transport.connections() == 0);
    }

    @Test
    void anAcceptorWithABugCostsOneConnectionOnly() throws Exception {
        TcpListener listener = open(Map.of()).listen(ANY, (channel, client) -> {
            throw new IllegalStateException("on purpose");
        });
        assertRefused(RawConnection.to(listener.address()));
        assertRefused(RawConnection.to(listener.address()));
        await().atMost(DEADLINE).until(() -> transport.connections() == 0);
    }

    @Test
    void aPortCanBeListenedOnOnce() {
        TcpListener listener = open(Map.of()).listen(ANY, this::echo);
        assertCannotListen(listener.address().getPort());
    }

    @Test
    void aPortThatAnotherProcessSharesIsNotTaken() throws Exception {
        open(Map.of());
        Process holder = PortHolder.start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.US_ASCII))) {
            assertCannotListen(Integer.parseInt(out.readLine().trim()));
        } finally {
            holder.destroy();
        }
    }

    @Test
    void aPortOfAnAddressThatIsNotOursNamesTheAddress() {
        open(Map.of());
        assertThatThrownBy(() -> transport.listen(new HostPort("192.0.2.1", 0), this::echo))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("192.0.2.1");
    }

    private void assertCannotListen(int port) {
        assertThatThrownBy(() -> transport.listen(new HostPort("127.0.0.1", port), this::echo))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot listen on /127.0.0.1:" + port);
    }

    @Test
    void namesAreResolvedOnOtherThreads() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            open(Map.of());
            ChannelFuture connected = connect("localhost", server.getLocalPort());
            assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(connected.isSuccess()).isTrue();
            await().atMost(DEADLINE).until(() -> connects("ok") == 1);
            assertThat(Thread.getAllStackTraces().keySet())
                    .anyMatch(thread -> thread.getName().startsWith("mediaproxy-dns"));
        }
    }

    @Test
    void anUnknownNameFailsTheConnectInTime() throws Exception {
        open(Map.of("PROXY_ORIGIN_TIMEOUT", "2s"));
        ChannelFuture connected = connect("no-such-origin.invalid", 1935);
        assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(connected.cause()).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void aRefusedConnectFails() throws Exception {
        open(Map.of());
        try (ClosedPort closed = new ClosedPort()) {
            ChannelFuture connected = connect("127.0.0.1", closed.port());
            assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(connected.cause()).isInstanceOf(ConnectException.class);
        }
        await().atMost(DEADLINE).until(() -> connects("failed") == 1);
        assertThat(connects("ok")).isZero();
    }

    @Test
    void aConnectThatIsGivenUpCountsAsNeither() throws Exception {
        open(Map.of());
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1)) { // nobody accepts, so the kernel leaves the last one waiting
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException e) {
                    break;
                }
            }
            ChannelFuture connecting = connect("127.0.0.1", full.getLocalPort());
            assertThat(connecting.await(300, TimeUnit.MILLISECONDS)).isFalse();
            connecting.channel().close();
            assertThat(connecting.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(connecting.isSuccess()).isFalse();
            connecting.channel().eventLoop().submit(() -> {}).get(10, TimeUnit.SECONDS); // after the listeners
            assertThat(connects("failed") + connects("ok")).isZero();
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private long connects(String result) {
        return counters.histogram(Transport.CONNECT_TIME, "result", result).count();
    }

    private ChannelFuture connect(String host, int port) {
        return transport.connect(transport.nextLoop(), host, port, new ChannelInboundHandlerAdapter());
    }

    @Test
    void closingEndsListenersConnectionsAndThreads() throws Exception {
        TcpListener listener = open(Map.of()).listen(ANY, this::echo);
        try (RawConnection connection = RawConnection.to(listener.address())) {
            assertEchoes(connection);
            close();
            assertRefused(connection);
            await().atMost(DEADLINE).until(() -> refusesConnections(listener.address())); // io_uring ends a bit later
            assertThat(transport.nextLoop().isTerminated()).isTrue();
        }
    }
}
