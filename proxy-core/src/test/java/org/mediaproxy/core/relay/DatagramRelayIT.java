package org.mediaproxy.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.relay.DatagramFixture.End;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.transport.Kinds;
import org.mediaproxy.core.transport.UdpListener;

@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
final class DatagramRelayIT {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Parameter
    @SuppressWarnings("NullAway.Init") // by JUnit
    String kind;

    @SuppressWarnings("NullAway.Init") // set before each test
    private DatagramFixture fixture;

    @SuppressWarnings("NullAway.Init") // set before each test
    private End client;

    static List<String> kinds() {
        return Kinds.available();
    }

    @BeforeEach
    void open() throws IOException {
        fixture = new DatagramFixture(kind, Duration.ofSeconds(30));
        client = new End();
    }

    @AfterEach
    void close() {
        client.close();
        fixture.close();
        assertThat(fixture.told).doesNotContain("on a wrong thread");
    }

    private void reopen(Duration idle) throws IOException {
        fixture.close();
        fixture = new DatagramFixture(kind, idle);
    }

    @Test
    void datagramsOfAnySizePassUnchangedAndInOrder() throws Exception {
        fixture.join(client);
        InetSocketAddress relay = fixture.origin.lastSender;
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            int size = 1 + random.nextInt(1400);
            byte[][] burst = new byte[10][];
            for (int i = 0; i < burst.length; i++) {
                burst[i] = new byte[random.nextInt(3) > 0 ? size : 1 + random.nextInt(1400)];
                random.nextBytes(burst[i]);
            }
            for (byte[] payload : burst) {
                fixture.origin.send(payload, relay);
                client.send(payload, fixture.port.address());
            }
            for (byte[] payload : burst) {
                assertThat(client.receiveBytes()).isEqualTo(payload);
                assertThat(fixture.origin.receiveBytes()).isEqualTo(payload);
            }
        }
        assertThat(client.lastSender).isEqualTo(fixture.port.address());
        assertThat(counted("in")).isEqualTo(501);
        assertThat(counted("out")).isEqualTo(500);
        assertThat(fixture.counters.sum(DatagramRelays.DROPPED)).isZero();
        assertThat(fixture.counters.sum(DatagramRelays.UNSEGMENTED)).isZero();
    }

    @Test
    void moreThanOneReadHoldsPassesUnchangedAndInOrder() throws Exception {
        DatagramRelay relay = fixture.join(client);
        byte[][] all = new byte[150][];
        for (int i = 0; i < all.length; i++) {
            all[i] = new byte[i % 30 == 29 ? 40 : 1316]; // in all three times what one read holds
            Arrays.fill(all[i], (byte) i);
        }
        CountDownLatch sent = new CountDownLatch(1);
        relay.eventLoop().execute(() -> waitFor(sent));
        for (byte[] payload : all) {
            fixture.origin.send(payload, fixture.origin.lastSender);
        }
        sent.countDown();
        for (byte[] payload : all) {
            assertThat(client.receiveBytes()).isEqualTo(payload);
        }
        assertThat(fixture.counters.sum(DatagramRelays.DROPPED)).isZero();
    }

    private long counted(String direction) {
        return fixture.counters
                .counter(DatagramRelays.PACKETS, "protocol", "test", "direction", direction)
                .sum();
    }

    @Test
    void everyClientHasAConversationOfItsOwn() throws Exception {
        try (End second = new End()) {
            fixture.join(client);
            InetSocketAddress first = fixture.origin.lastSender;
            fixture.join(second);
            InetSocketAddress other = fixture.origin.lastSender;
            assertThat(other).isNotEqualTo(first);
            fixture.origin.send("to one", first).send("to two", other);
            assertThat(client.receive()).isEqualTo("to one");
            assertThat(second.receive()).isEqualTo("to two");
        }
    }

    @Test
    void aStrangerMayBeAnsweredWithoutASession() throws Exception {
        assertThat(client.send("who?", fixture.port.address()).receive()).isEqualTo("me");
        assertThat(fixture.port.clients()).isZero();
        assertThat(fixture.sessions.open()).isEmpty();
    }

    @Test
    void aKernelThatWillNotCutRunsCostsNoDatagram() throws Exception {
        if (kind.equals("nio")) {
            assertThat(fixture.transport.sendsSegments()).isFalse(); // there are no runs that could be refused
            return;
        }
        DatagramRelay relay = fixture.join(client);
        // Linux refuses segmentation offload (EINVAL) on sockets without checksums: SOL_SOCKET 1, SO_NO_CHECK 11
        fixture.on(relay.eventLoop(), () -> fixture.port
                .socket(relay.eventLoop())
                .config()
                .setOption(new IntegerUnixChannelOption("SO_NO_CHECK", 1, 11), 1));
        for (int round = 0; round < 20; round++) {
            CountDownLatch sent = new CountDownLatch(1);
            relay.eventLoop().execute(() -> waitFor(sent)); // so that they are read at once
            for (int i = 0; i < 10; i++) {
                fixture.origin.send(round + "/" + i, fixture.origin.lastSender);
            }
            sent.countDown();
            for (int i = 0; i < 10; i++) {
                assertThat(client.receive()).isEqualTo(round + "/" + i);
            }
        }
        // io_uring reads one datagram at a time, so that there are hardly ever runs.
        assertThat(fixture.counters.sum(DatagramRelays.UNSEGMENTED)).isBetween(kind.equals("epoll") ? 1L : 0L, 1L);
        assertThat(fixture.counters.sum(DatagramRelays.DROPPED)).isZero();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the test is stuck");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void datagramsThatComeInOnAnotherLoopAreHandedToTheSessionsOwn() throws Exception {
        for (EventLoop home : fixture.transport.loops()) { // on one of them they come in
            fixture.nextHome = home;
            try (End end = new End()) {
                DatagramRelay relay = fixture.join(end);
                assertThat(relay.eventLoop()).isSameAs(home);
                for (int i = 0; i < 200; i++) {
                    end.send("up " + i, fixture.port.address());
                    assertThat(fixture.origin.receive()).isEqualTo("up " + i);
                    fixture.origin.send("down " + i, fixture.origin.lastSender);
                    assertThat(end.receive()).isEqualTo("down " + i);
                }
            }
        }
        assertThat(fixture.counters.sum(DatagramRelays.DROPPED)).isZero();
    }

    @Test
    void aLoopThatDoesNotKeepUpIsHandedNoMoreThanItsQueueHolds() throws Exception {
        DatagramRelay probe = fixture.join(client); // where this client comes in
        EventLoop home = fixture.other(probe.eventLoop());
        fixture.on(probe.eventLoop(), () -> probe.session().end(Side.PROXY, Cause.DRAINED));
        fixture.nextHome = home;
        fixture.join(client);
        CountDownLatch stuck = new CountDownLatch(1);
        home.execute(() -> waitFor(stuck));
        int sent = 0;
        while (fixture.dropped(DatagramDrop.HANDOVER) == 0) {
            client.send("x", fixture.port.address());
            sent++;
            assertThat(sent).isLessThan(1_000_000);
        }
        assertThat(sent).isGreaterThan(DatagramLoop.MAX_HANDED_OVER);
        stuck.countDown();
        await().atMost(DEADLINE).until(() -> counted("in") >= DatagramLoop.MAX_HANDED_OVER);
        fixture.hook =
                (relay, from, payload) -> payload.readableBytes() == 1 ? null : relay; // what is still on its way
        await().atMost(DEADLINE).until(() -> {
            client.send("fine", fixture.port.address());
            return heardAtOrigin("fine");
        });
    }

    private boolean heardAtOrigin(String wanted) throws IOException {
        fixture.origin.socket.setSoTimeout(100);
        try {
            String heard = fixture.origin.receive();
            while (!heard.equals(wanted)) {
                heard = fixture.origin.receive();
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void aSilentClientIsToldOfAndNothingOfItsSessionIsLeft() throws Exception {
        reopen(Duration.ofMillis(200));
        DatagramRelay relay = fixture.join(client);
        assertThat(fixture.told.poll(10, TimeUnit.SECONDS)).isEqualTo("idle");
        assertNothingIsLeftOf(relay);
        client.send("again", fixture.port.address());
        assertThat(fixture.origin.receive()).isEqualTo("again");
    }

    private void assertNothingIsLeftOf(DatagramRelay relay) throws InterruptedException {
        await().atMost(DEADLINE).until(() -> fixture.sessions.open().isEmpty());
        fixture.on(relay.eventLoop(), () -> {
            assertThat(relay.isClosed()).isTrue();
            assertThat(relay.loop().isTicking()).isFalse();
        });
        assertThat(fixture.port.clients()).isZero();
        await().atMost(DEADLINE).until(() -> isFree(relay.originSide()));
    }

    private static boolean isFree(InetSocketAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.setReuseAddress(false);
            socket.bind(address);
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    @Test
    void aClientThatGoesOnIsNotIdleAndOneThatOnlyListensIs() throws Exception {
        reopen(Duration.ofMillis(400));
        fixture.join(client);
        long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
        while (System.nanoTime() < end) {
            client.send("on", fixture.port.address());
            assertThat(fixture.origin.receive()).isEqualTo("on");
        }
        assertThat(fixture.told).isEmpty();
        InetSocketAddress relay = fixture.origin.lastSender;
        await().atMost(DEADLINE).until(() -> {
            fixture.origin.send("media", relay);
            return "idle".equals(fixture.told.poll());
        });
    }

    @Test
    void anOriginThatIsNotThereIsToldOf() throws Exception {
        try (End gone = new End()) {
            fixture.originPort = gone.address().getPort();
        }
        client.send("hello", fixture.port.address());
        assertThat(fixture.told.poll(10, TimeUnit.SECONDS))
                .startsWith("failed ")
                .contains("Unreachable");
        DatagramRelay relay = fixture.opened.poll(10, TimeUnit.SECONDS);
        assertThat(relay).isNotNull();
        assertNothingIsLeftOf(relay);
    }

    @Test
    void aClientThatMovesIsSentToWhereItMoved() throws Exception {
        DatagramRelay relay = fixture.join(client);
        InetSocketAddress far = fixture.origin.lastSender;
        try (End moved = new End()) {
            fixture.on(relay.eventLoop(), () -> assertThat(relay.addClient(moved.address()))
                    .isTrue());
            moved.send("from here", fixture.port.address());
            assertThat(fixture.origin.receive()).isEqualTo("from here");
            fixture.origin.send("still there", far);
            assertThat(client.receive()).isEqualTo("still there");
            fixture.on(relay.eventLoop(), () -> relay.moveTo(moved.address()));
            fixture.origin.send("here", far);
            assertThat(moved.receive()).isEqualTo("here");
            fixture.on(relay.eventLoop(), () -> relay.removeClient(moved.address()));
            fixture.origin.send("back", far);
            assertThat(client.receive()).isEqualTo("back");
        }
        assertThat(fixture.port.clients()).isEqualTo(1);
    }

    @Test
    void anAddressBelongsToOneRelayOnly() throws Exception {
        try (End second = new End()) {
            DatagramRelay first = fixture.join(client);
            DatagramRelay other = fixture.join(second);
            fixture.on(other.eventLoop(), () -> assertThat(other.addClient(client.address()))
                    .isFalse());
            fixture.on(first.eventLoop(), () -> assertThat(first.addClient(client.address()))
                    .isTrue());
            fixture.on(other.eventLoop(), () -> assertThatThrownBy(() -> other.moveTo(client.address()))
                    .isInstanceOf(IllegalArgumentException.class));
        }
    }

    @Test
    void theProtocolMayKeepDatagramsAndGiveThemToAnotherRelay() throws Exception {
        try (End second = new End()) {
            fixture.join(client);
            fixture.nextHome = fixture.other(fixture.transport.loops().get(0));
            DatagramRelay other = fixture.join(second);
            InetSocketAddress others = fixture.origin.lastSender;
            fixture.hook = (relay, from, payload) -> switch (payload.toString(StandardCharsets.ISO_8859_1)) {
                case "keep" -> {
                    relay.sendToClient(Unpooled.copiedBuffer("kept", StandardCharsets.US_ASCII), from);
                    yield null;
                }
                case "other" -> other;
                default -> relay;
            };
            assertThat(client.send("keep", fixture.port.address()).receive()).isEqualTo("kept");
            client.send("other", fixture.port.address());
            assertThat(fixture.origin.receive()).isEqualTo("other");
            assertThat(fixture.origin.lastSender).isEqualTo(others);
        }
    }

    @Test
    void aBugOfTheProtocolCostsTheDatagramOnly() throws Exception {
        fixture.join(client);
        fixture.hook = (relay, from, payload) -> {
            if (payload.readableBytes() == 3) {
                throw new IllegalStateException("on purpose");
            }
            return relay;
        };
        client.send("bug", fixture.port.address()).send("fine", fixture.port.address());
        assertThat(fixture.origin.receive()).isEqualTo("fine");
    }

    @Test
    void emptyDatagramsAndThoseTooLongAreThrownAway() throws Exception {
        fixture.join(client);
        byte[] longest = new byte[UdpListener.MAX_PAYLOAD - 1];
        client.send("", fixture.port.address())
                .send(new byte[UdpListener.MAX_PAYLOAD], fixture.port.address())
                .send(new byte[3000], fixture.port.address())
                .send(longest, fixture.port.address());
        assertThat(fixture.origin.receiveBytes()).isEqualTo(longest);
        fixture.origin.send(new byte[3000], fixture.origin.lastSender).send("fine", fixture.origin.lastSender);
        assertThat(client.receive()).isEqualTo("fine");
        assertThat(fixture.dropped(DatagramDrop.EMPTY)).isEqualTo(1);
        assertThat(fixture.dropped(DatagramDrop.TOO_LONG)).isEqualTo(3);
    }

    @Test
    void anEndedSessionSendsNothingMore() throws Exception {
        DatagramRelay relay = fixture.join(client);
        fixture.on(relay.eventLoop(), () -> {
            relay.session().end(Side.PROXY, Cause.DRAINED);
            relay.sendToOrigin(Unpooled.copiedBuffer("late", StandardCharsets.US_ASCII));
            assertThat(relay.addClient(client.address())).isFalse();
        });
        assertNothingIsLeftOf(relay);
        assertThat(fixture.dropped(DatagramDrop.ENDED)).isEqualTo(1);
    }

    @Test
    void aSessionMayHaveAPortOfItsOwn() throws Exception {
        EventLoop loop = fixture.transport.nextLoop();
        DatagramPort own = fixture.relays
                .bind(loop, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), fixture::unknown)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        client.send("hello", own.address());
        assertThat(fixture.origin.receive()).isEqualTo("hello");
        fixture.origin.send("there", fixture.origin.lastSender);
        assertThat(client.receive()).isEqualTo("there");
        assertThat(client.lastSender).isEqualTo(own.address());
        assertThatThrownBy(() -> fixture.relays
                        .bind(loop, own.address(), fixture::unknown)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IOException.class);
        own.close();
    }
}
