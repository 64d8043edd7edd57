package org.mediaproxy.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.core.relay.RelayFixture.bytes;
import static org.mediaproxy.core.relay.RelayFixture.sending;

import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.relay.RelayFixture.Joined;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.transport.Kinds;

@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
final class RelayIT {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Parameter
    @SuppressWarnings("NullAway.Init") // by JUnit
    String kind;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RelayFixture fixture;

    static java.util.List<String> kinds() {
        return Kinds.available();
    }

    @BeforeEach
    void open() throws IOException {
        fixture = new RelayFixture(kind);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private static CompletableFuture<Void> sendingAll(Socket socket, byte[] bytes) {
        return sending(socket, bytes).thenRun(() -> {
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static byte[] received(Socket socket) throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    private void awaitEnd(String side, String cause) {
        await().atMost(DEADLINE).until(() -> fixture.sessions.open().isEmpty() && fixture.transport.connections() == 0);
        assertThat(ends(side, cause)).isEqualTo(1);
        assertThat(fixture.counters.sum(Sessions.ENDS)).isEqualTo(1);
    }

    private long ends(String side, String cause) {
        return fixture.counters
                .counter(Sessions.ENDS, "protocol", "test", "side", side, "phase", "relay", "cause", cause)
                .sum();
    }

    @Test
    void bytesFlowBothWaysAndAreCounted() throws Exception {
        byte[] up = bytes(3_000_001, 1);
        byte[] down = bytes(5_000_003, 2);
        try (Joined joined = fixture.join().start()) {
            CompletableFuture<Void> sendUp = sendingAll(joined.clientEnd(), up);
            CompletableFuture<byte[]> gotDown = CompletableFuture.supplyAsync(() -> quietly(joined.clientEnd()));
            CompletableFuture<byte[]> gotUp = CompletableFuture.supplyAsync(() -> quietly(joined.originEnd()));
            joined.originEnd().getOutputStream().write(down);
            assertThat(gotUp.get(10, TimeUnit.SECONDS)).isEqualTo(up);
            joined.originEnd().shutdownOutput();
            assertThat(gotDown.get(10, TimeUnit.SECONDS)).isEqualTo(down);
            sendUp.get(10, TimeUnit.SECONDS);
            await().atMost(DEADLINE).until(() -> fixture.sessions.open().isEmpty());
            assertThat(joined.session().received().get()).isEqualTo(up.length);
            assertThat(joined.session().sent().get()).isEqualTo(down.length);
        }
        assertThat(total("in")).isEqualTo(up.length);
        assertThat(total("out")).isEqualTo(down.length);
    }

    private static byte[] quietly(Socket socket) {
        try {
            return received(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long total(String direction) {
        return fixture.counters
                .counter(Relay.BYTES, "protocol", "test", "direction", direction)
                .sum();
    }

    @Test
    void aClientThatEndsItsInputStillGetsTheAnswer() throws Exception {
        try (Joined joined = fixture.join().start()) {
            sendingAll(joined.clientEnd(), bytes(100_000, 1));
            assertThat(received(joined.originEnd())).isEqualTo(bytes(100_000, 1));
            sendingAll(joined.originEnd(), bytes(20_000_000, 2));
            await().atMost(DEADLINE).until(() -> !joined.origin().config().isAutoRead()); // it does not read yet
            assertThat(received(joined.clientEnd())).isEqualTo(bytes(20_000_000, 2));
        }
        awaitEnd("client", "closed");
    }

    @Test
    void anOriginThatEndsItsInputEndsTheSessionOnceTheClientHasIt() throws Exception {
        try (Joined joined = fixture.join().start()) {
            sendingAll(joined.originEnd(), bytes(5_000_000, 2));
            assertThat(received(joined.clientEnd())).isEqualTo(bytes(5_000_000, 2));
            await().atMost(DEADLINE).until(() -> fixture.sessions.open().isEmpty());
        }
        awaitEnd("origin", "closed");
    }

    @Test
    void aSlowReaderBoundsWhatIsHeldForIt() throws Exception {
        byte[] down = bytes(32_000_000, 3);
        try (Joined joined = fixture.join().start()) {
            CompletableFuture<Void> sending = sendingAll(joined.originEnd(), down);
            await().atMost(DEADLINE).until(() -> !joined.origin().config().isAutoRead());
            assertThat(sending).isNotDone();
            long held = joined.client()
                    .eventLoop()
                    .submit(() -> joined.client().unsafe().outboundBuffer().totalPendingWriteBytes())
                    .get(10, TimeUnit.SECONDS);
            assertThat(held).isPositive().isLessThanOrEqualTo(768 * 1024);
            assertThat(received(joined.clientEnd())).isEqualTo(down);
            sending.get(10, TimeUnit.SECONDS);
        }
        awaitEnd("origin", "closed");
    }

    @Test
    void bothSidesClosingAtOnceEndsEachSessionOnce() throws Exception {
        for (int i = 0; i < 30; i++) {
            try (Joined joined = fixture.join().start()) {
                joined.clientEnd().getOutputStream().write(bytes(10_000, i));
                CompletableFuture<Void> close = CompletableFuture.runAsync(() -> quietlyClose(joined.originEnd()));
                joined.clientEnd().close();
                close.get(10, TimeUnit.SECONDS);
            }
        }
        await().atMost(DEADLINE).until(() -> fixture.sessions.open().isEmpty() && fixture.transport.connections() == 0);
        assertThat(fixture.counters.sum(Sessions.ENDS)).isEqualTo(30);
    }

    private static void quietlyClose(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aClientThatResetsEndsTheOriginsConnection() throws Exception {
        try (Joined joined = fixture.join().start()) {
            exchange(joined);
            joined.clientEnd().setSoLinger(true, 0);
            joined.clientEnd().close();
            assertThat(joined.originEnd().getInputStream().read()).isEqualTo(-1);
        }
        awaitEnd("client", "reset");
    }

    @Test
    void anOriginThatResetsEndsTheClientsConnection() throws Exception {
        try (Joined joined = fixture.join().start()) {
            exchange(joined);
            joined.originEnd().setSoLinger(true, 0);
            joined.originEnd().close();
            assertThat(joined.clientEnd().getInputStream().read()).isEqualTo(-1);
        }
        awaitEnd("origin", "reset");
    }

    private static void exchange(Joined joined) throws IOException {
        joined.clientEnd().getOutputStream().write(7);
        assertThat(joined.originEnd().getInputStream().read()).isEqualTo(7);
    }

    @Test
    void whatAClientSentBeforeItEndedIsRelayedByALaterStart() throws Exception {
        try (Joined joined = fixture.join()) {
            joined.clientEnd().getOutputStream().write(7);
            joined.clientEnd().shutdownOutput();
            joined.start();
            assertThat(received(joined.originEnd())).containsExactly(7);
            joined.originEnd().close();
            assertThat(received(joined.clientEnd())).isEmpty();
        }
        awaitEnd("client", "closed");
    }

    @Test
    void anInputThatEndedBeforeTheRelayIsPassedOn() throws Exception {
        try (Joined joined = fixture.join()) {
            joined.client().config().setAutoRead(true);
            joined.clientEnd().shutdownOutput();
            await().atMost(DEADLINE).until(() -> ((DuplexChannel) joined.client()).isInputShutdown());
            joined.start();
            assertThat(received(joined.originEnd())).isEmpty();
            joined.originEnd().close();
            assertThat(received(joined.clientEnd())).isEmpty();
        }
        awaitEnd("client", "closed");
    }

    @Test
    void anOriginThatIsGoneBeforeTheRelayEndsTheClient() throws Exception {
        try (Joined joined = fixture.join()) {
            joined.origin().close().sync();
            joined.start();
            assertThat(received(joined.clientEnd())).isEmpty();
        }
        awaitEnd("origin", "closed");
    }

    @Test
    void aSessionThatEndedBeforeTheRelayEndsBothConnections() throws Exception {
        try (Joined joined = fixture.join()) {
            joined.client()
                    .eventLoop()
                    .submit(() -> joined.session()
                            .end(org.mediaproxy.core.session.Side.PROXY, org.mediaproxy.core.session.Cause.DRAINED))
                    .sync();
            joined.start();
            assertThat(received(joined.clientEnd())).isEmpty();
            assertThat(received(joined.originEnd())).isEmpty();
        }
        await().atMost(DEADLINE).until(() -> fixture.transport.connections() == 0);
    }
}
