package org.mediaproxy.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.relay.DatagramFixture.End;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.transport.Kinds;

@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
final class OriginSocketIT {

    @Parameter
    @SuppressWarnings("NullAway.Init") // by JUnit
    String kind;

    @SuppressWarnings("NullAway.Init") // set before each test
    private DatagramFixture fixture;

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventLoop loop;

    static List<String> kinds() {
        return Kinds.available();
    }

    private static final class Bystander implements DatagramOwner {

        @Override
        public void originFailed(DatagramRelay relay, Throwable cause) {}

        @Override
        public void idle(DatagramRelay relay) {}
    }

    @BeforeEach
    void open() throws IOException {
        fixture = new DatagramFixture(kind, Duration.ofSeconds(30));
        loop = fixture.transport.nextLoop();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Bound when the call returns, since it is made on the loop. */
    private OriginSocket bound() throws Exception {
        return loop.submit(() -> {
                    CompletableFuture<OriginSocket> socket = fixture.relays
                            .bindOrigin(loop, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .toCompletableFuture();
                    assertThat(socket).isDone();
                    return socket.get();
                })
                .get(10, TimeUnit.SECONDS);
    }

    private void awaitStrangers(long count) {
        await().atMost(Duration.ofSeconds(10)).until(() -> fixture.dropped(DatagramDrop.STRANGER) == count);
    }

    @Test
    void onlyTheOriginIsHeardAlsoOfWhatCameBeforeItWasKnown() throws Exception {
        try (End client = new End();
                End stranger = new End()) {
            OriginSocket socket = bound();
            fixture.origin.send("too early, from whoever", socket.address());
            awaitStrangers(1);
            CompletableFuture<DatagramRelay> opened = new CompletableFuture<>();
            fixture.on(loop, () -> {
                sendNow(stranger, socket.address()); // waits in the socket while it is connected
                Session session = fixture.sessions.open("test", client.address());
                fixture.relays
                        .open(fixture.port, socket, fixture.origin.address(), session, new Bystander())
                        .thenAccept(relay -> {
                            relay.addClient(client.address());
                            opened.complete(relay);
                        });
            });
            DatagramRelay relay = opened.get(10, TimeUnit.SECONDS);
            awaitStrangers(kind.equals("nio") ? 1 : 2); // the JDK throws away itself what waits
            fixture.origin.send("in time", socket.address());
            assertThat(client.receive()).isEqualTo("in time");
            client.send("back", fixture.port.address());
            assertThat(fixture.origin.receive()).isEqualTo("back");
            assertThat(fixture.origin.lastSender).isEqualTo(socket.address());
            fixture.on(loop, () -> relay.session().end(Side.CLIENT, Cause.CLOSED));
            awaitFree(socket.address());
        }
    }

    private static void sendNow(End from, InetSocketAddress to) {
        try {
            from.send("of a stranger", to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSocketWithoutARelayIsClosedByItsOwner() throws Exception {
        OriginSocket socket = bound();
        socket.close();
        socket.close();
        awaitFree(socket.address());
    }

    private static void awaitFree(InetSocketAddress address) {
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
            new java.net.DatagramSocket(address).close();
            return true;
        });
    }
}
