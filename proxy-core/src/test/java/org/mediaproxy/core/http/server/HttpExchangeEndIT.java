package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.core.http.server.Replies.head;
import static org.mediaproxy.core.http.server.Replies.piece;
import static org.mediaproxy.core.http.server.Replies.whole;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.transport.Kinds;

/** How exchanges end, with clients that are slow or leave. */
@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
final class HttpExchangeEndIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /** Far more than both sockets hold. */
    private static final int MUCH = 30_000_000;

    private final LinkedBlockingQueue<HttpExchange> exchanges = new LinkedBlockingQueue<>();
    private final AtomicInteger overs = new AtomicInteger();

    @Parameter
    @SuppressWarnings("NullAway.Init") // by JUnit
    String kind;

    @SuppressWarnings("NullAway.Init") // set before each test
    private OpenPorts open;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RawConnection client;

    static List<String> kinds() {
        return Kinds.available();
    }

    @BeforeEach
    void open() throws IOException {
        open = OpenPorts.serving(kind, exchange -> {
            exchange.onOver(overs::incrementAndGet);
            exchanges.add(exchange);
        });
        client = RawConnection.to(open.address(HttpPort.STREAM));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        open.close();
    }

    private HttpExchange asked(String request) throws Exception {
        client.send(request);
        return Objects.requireNonNull(exchanges.poll(5, TimeUnit.SECONDS));
    }

    private static <T> T on(HttpExchange exchange, Supplier<T> action) {
        return CompletableFuture.supplyAsync(action, exchange.eventLoop())
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    private static void run(HttpExchange exchange, Runnable action) {
        on(exchange, () -> {
            action.run();
            return true;
        });
    }

    private void awaitOver() {
        await().untilAsserted(() -> assertThat(overs).hasValue(1));
    }

    /** Begins a reply and writes all the client takes. */
    private static void fill(HttpExchange exchange) {
        exchange.begin(head(200));
        while (exchange.isWritable()) {
            exchange.write(piece(exchange, 64 * 1024));
            exchange.flush();
        }
    }

    private void reset() throws IOException {
        client.socket().setSoLinger(true, 0);
        client.close();
    }

    @Test
    void theLastByteEndsAnExchangeAndTheClientsLeavingDoesNotAgain() throws Exception {
        HttpExchange exchange = asked(GET);
        run(exchange, () -> whole(exchange, "x"));
        client.readUntil("\r\n\r\nx");
        awaitOver();
        assertThat(on(exchange, exchange::isOver)).isTrue();
        AtomicBoolean late = new AtomicBoolean();
        run(exchange, () -> exchange.onOver(() -> late.set(true)));
        assertThat(late).isTrue();
        client.close();
        await().until(() -> open.connections() == 0);
        assertThat(overs).hasValue(1);
    }

    @Test
    void anActionAtTheEndThatThrowsStopsNeitherTheOthersNorTheConnection() throws Exception {
        HttpExchange exchange = asked(GET);
        AtomicBoolean second = new AtomicBoolean();
        run(exchange, () -> {
            exchange.onOver(() -> {
                throw new IllegalStateException("on purpose");
            });
            exchange.onOver(() -> second.set(true));
            whole(exchange, "x");
        });
        client.readUntil("\r\n\r\nx");
        HttpExchange next = asked(GET);
        assertThat(second).isTrue();
        run(next, () -> whole(next, "y"));
        client.readUntil("\r\n\r\ny");
    }

    @Test
    void aClientThatIsGoneWhileItWaitsEndsTheExchange() throws Exception {
        HttpExchange exchange = asked(GET);
        reset();
        if (!kind.equals("nio")) { // which sees nothing of a socket that is not read, until it is written to
            awaitOver();
        }
        run(exchange, () -> whole(exchange, "too late"));
        awaitOver();
        assertThat(overs).hasValue(1);
    }

    @Test
    void aReplyToAClientThatHasLeftIsReleased() throws Exception {
        HttpExchange exchange = asked(GET);
        run(exchange, () -> fill(exchange));
        reset();
        awaitOver();
        ByteBuf late = piece(exchange, 10);
        run(exchange, () -> {
            exchange.write(late);
            exchange.flush();
            exchange.end();
            exchange.abort();
        });
        assertThat(late.refCnt()).isZero();
        assertThat(on(exchange, exchange::unsent)).isZero();
        assertThat(on(exchange, exchange::isWritable)).isFalse();
        assertThat(overs).hasValue(1);
    }

    @Test
    void whatIsWrittenBehindTheEndIsReleased() throws Exception {
        HttpExchange exchange = asked("GET / HTTP/1.0\r\n\r\n");
        ByteBuf late = piece(exchange, 10);
        run(exchange, () -> {
            exchange.begin(head(200));
            exchange.end();
            exchange.write(late);
            exchange.flush();
        });
        assertThat(late.refCnt()).isZero();
        assertThat(client.readAll()).endsWith("\r\n\r\n");
        awaitOver();
    }

    @Test
    void anAbortInsteadOfAReplyClosesTheConnection() throws Exception {
        HttpExchange exchange = asked(GET);
        run(exchange, exchange::abort);
        assertThat(client.readAll()).isEmpty();
        run(exchange, exchange::abort);
        assertThat(overs).hasValue(1);
    }

    @Test
    void anAbortWithinAReplyCutsIt() throws Exception {
        HttpExchange exchange = asked(GET);
        run(exchange, () -> {
            exchange.begin(head(200, 10));
            exchange.write(piece(exchange, "half"));
            exchange.flush();
        });
        client.readUntil("half");
        run(exchange, exchange::abort);
        assertThat(client.readAll()).isEmpty();
        assertThat(overs).hasValue(1);
    }

    @Test
    void aSlowReaderHoldsTheWriterBackAndLetsItGoOn() throws Exception {
        HttpExchange exchange = asked(GET);
        AtomicInteger left = new AtomicInteger(MUCH);
        AtomicInteger resumed = new AtomicInteger();
        Runnable writing = () -> {
            while (left.get() > 0 && exchange.isWritable()) {
                int size = Math.min(left.get(), 64 * 1024);
                left.addAndGet(-size);
                exchange.write(piece(exchange, size));
                exchange.flush();
            }
            if (left.compareAndSet(0, -1)) {
                exchange.end();
            }
        };
        run(exchange, () -> {
            exchange.onWritable(() -> {
                resumed.incrementAndGet();
                writing.run();
            });
            exchange.begin(head(200, MUCH));
            assertThat(exchange.unsent()).isPositive().isLessThan(2_000); // the head
            writing.run();
            // Here and now: a moment later the sockets between the two may have taken more.
            assertThat(left.get()).isPositive();
            assertThat(exchange.isWritable()).isFalse();
            assertThat(exchange.unsent()).isBetween(64 * 1024L, 400_000L);
        });
        client.readHead();
        assertThat(client.read(MUCH)).hasSize(MUCH);
        awaitOver();
        assertThat(resumed).hasPositiveValue();
        assertThat(on(exchange, exchange::unsent)).isZero();
    }

    @Test
    void theLastReplyIsGivenItsTimeHoweverSlowItsReaderIs() throws Exception {
        HttpExchange exchange = asked("GET / HTTP/1.0\r\n\r\n");
        run(exchange, () -> exchange.reply(head(200), piece(exchange, MUCH)));
        // Longer than a client has for leaving.
        await().during(Duration.ofMillis(2_500)).atMost(Duration.ofSeconds(9)).until(() -> overs.get() == 0);
        client.readHead();
        assertThat(client.readAll()).hasSize(MUCH);
        awaitOver();
    }

    @Test
    void aClientThatEndsItsSideWithinTheLastReplyGetsAllOfIt() throws Exception {
        HttpExchange exchange = asked("GET / HTTP/1.0\r\n\r\n");
        run(exchange, () -> exchange.reply(head(200), piece(exchange, MUCH)));
        client.readHead();
        client.endOutput();
        // Until the proxy must have seen it.
        await().during(Duration.ofMillis(300)).until(() -> overs.get() == 0);
        assertThat(client.readAll()).hasSize(MUCH);
        awaitOver();
    }

    @Test
    void aRunningReplyIsCompletedWhileDrainingAlsoWithMoreRequestsBehindIt() throws Exception {
        HttpExchange exchange = asked(GET);
        run(exchange, () -> exchange.begin(head(200, 3_000_000)));
        open.ports.stopAccepting();
        client.send(GET.repeat(500)); // stands unread in the socket
        assertThat(open.ports.drained().toCompletableFuture()).isNotDone();
        run(exchange, () -> {
            exchange.write(piece(exchange, 3_000_000));
            exchange.end();
        });
        assertThat(client.readHead()).doesNotContain("connection:"); // said before
        assertThat(client.readAll()).hasSize(3_000_000);
        assertThat(exchanges).isEmpty();
        client.close();
        open.ports.drained().toCompletableFuture().get(5, TimeUnit.SECONDS);
        // Closed on its loop, a moment later.
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> RawConnection.to(open.address(HttpPort.STREAM)).close())
                .isInstanceOf(IOException.class));
    }
}
