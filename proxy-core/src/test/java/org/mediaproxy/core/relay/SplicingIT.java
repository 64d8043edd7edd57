package org.mediaproxy.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.core.relay.RelayFixture.bytes;
import static org.mediaproxy.core.relay.RelayFixture.sending;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.relay.RelayFixture.Joined;
import org.mediaproxy.core.session.Sessions;

/** One event loop, so that all sessions share one pipe. */
final class SplicingIT {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final int ROUNDS = 20;

    private static final int SENT = 30_000_000;

    private static RelayFixture fixture(String splice) throws IOException {
        return new RelayFixture(Map.of("PROXY_TRANSPORT", "epoll", "PROXY_THREADS", "1", "PROXY_SPLICE", splice));
    }

    private static CompletableFuture<byte[]> reading(Socket socket, int count) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return socket.getInputStream().readNBytes(count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static long spliced(RelayFixture fixture, String direction) {
        return fixture.counters
                .counter(Relay.SPLICED, "protocol", "test", "direction", direction)
                .sum();
    }

    private static long relayed(RelayFixture fixture, String direction) {
        return fixture.counters
                .counter(Relay.BYTES, "protocol", "test", "direction", direction)
                .sum();
    }

    @Test
    void burstsGoInsideTheKernelBothWays() throws Exception {
        byte[] up = bytes(8_000_001, 1);
        byte[] down = bytes(9_000_001, 2);
        try (RelayFixture fixture = fixture("on");
                Joined joined = fixture.join().start()) {
            CompletableFuture<byte[]> gotUp = reading(joined.originEnd(), up.length);
            CompletableFuture<byte[]> gotDown = reading(joined.clientEnd(), down.length);
            sending(joined.clientEnd(), up);
            sending(joined.originEnd(), down);
            assertThat(gotUp.get(10, TimeUnit.SECONDS)).isEqualTo(up);
            assertThat(gotDown.get(10, TimeUnit.SECONDS)).isEqualTo(down);
            assertThat(spliced(fixture, "in")).isBetween(1L, (long) up.length);
            assertThat(spliced(fixture, "out")).isBetween(1L, (long) down.length);
            assertThat(relayed(fixture, "in")).isEqualTo(up.length);
            assertThat(relayed(fixture, "out")).isEqualTo(down.length);
        }
    }

    @Test
    void aFewBytesAtATimeAreCopied() throws Exception {
        try (RelayFixture fixture = fixture("on");
                Joined joined = fixture.join().start()) {
            for (int i = 0; i < 50; i++) {
                byte[] message = bytes(1000, i);
                joined.originEnd().getOutputStream().write(message);
                assertThat(reading(joined.clientEnd(), 1000).get(10, TimeUnit.SECONDS))
                        .isEqualTo(message);
            }
            assertThat(spliced(fixture, "out")).isZero();
            assertThat(relayed(fixture, "out")).isEqualTo(50_000);
        }
    }

    @Test
    void nothingIsSplicedWhereItIsTurnedOff() throws Exception {
        byte[] down = bytes(9_000_001, 2);
        try (RelayFixture fixture = fixture("off");
                Joined joined = fixture.join().start()) {
            CompletableFuture<byte[]> gotDown = reading(joined.clientEnd(), down.length);
            sending(joined.originEnd(), down);
            assertThat(gotDown.get(10, TimeUnit.SECONDS)).isEqualTo(down);
            assertThat(spliced(fixture, "out")).isZero();
        }
    }

    /** What a client that is full leaves in the pipe must never reach another. */
    @Test
    void sessionsThatAreFullLeaveNothingToOthers() throws Exception {
        int count = 8;
        int size = 12_000_000;
        try (RelayFixture fixture = fixture("on")) {
            List<Joined> all = new ArrayList<>();
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Joined joined = fixture.join().start();
                all.add(joined);
                sent.add(sending(joined.originEnd(), bytes(size, i)));
            }
            await().atMost(DEADLINE)
                    .until(() -> all.stream().noneMatch(j -> j.origin().config().isAutoRead()));
            List<CompletableFuture<byte[]>> got = new ArrayList<>();
            for (Joined joined : all) {
                got.add(reading(joined.clientEnd(), size));
            }
            for (int i = 0; i < count; i++) {
                assertThat(got.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(bytes(size, i));
                sent.get(i).get(10, TimeUnit.SECONDS);
                assertThat(all.get(i).session().sent().get()).isEqualTo(size);
                all.get(i).close();
            }
            assertThat(spliced(fixture, "out")).isPositive();
        }
    }

    @Test
    void aTakerThatResetsInFullFlowEndsTheSession() throws Exception {
        resetInFullFlow("client", Joined::clientEnd, joined -> {});
    }

    @Test
    void aGiverThatResetsInFullFlowEndsTheSession() throws Exception {
        resetInFullFlow("origin", Joined::originEnd, joined -> reading(joined.clientEnd(), SENT)
                .handle((got, error) -> true)
                .get(10, TimeUnit.SECONDS));
    }

    /** The origin sends more than the client has read when one of them goes, again and again over one pipe. */
    private static void resetInFullFlow(String side, Function<Joined, Socket> goes, Rest rest) throws Exception {
        try (RelayFixture fixture = fixture("on")) {
            for (int i = 1; i <= ROUNDS; i++) {
                try (Joined joined = fixture.join().start()) {
                    CompletableFuture<Void> sending = sending(joined.originEnd(), bytes(SENT, i));
                    assertThat(joined.clientEnd().getInputStream().readNBytes(2_000_000))
                            .hasSize(2_000_000);
                    Socket gone = goes.apply(joined);
                    gone.setSoLinger(true, 0);
                    gone.close();
                    rest.ends(joined);
                    awaitEnds(fixture, side, i);
                    // What the origin still sends is thrown away at once, so that it is not held up.
                    sending.handle((done, error) -> true).get(4, TimeUnit.SECONDS);
                }
            }
            assertThat(spliced(fixture, "out")).isPositive();
        }
    }

    /** What is left to come at the other side. */
    @FunctionalInterface
    private interface Rest {

        void ends(Joined joined) throws Exception;
    }

    private static void awaitEnds(RelayFixture fixture, String side, int count) {
        await().atMost(DEADLINE).until(() -> fixture.sessions.open().isEmpty());
        assertThat(fixture.counters
                        .counter(Sessions.ENDS, "protocol", "test", "side", side, "phase", "relay", "cause", "reset")
                        .sum())
                .isEqualTo(count);
    }
}
