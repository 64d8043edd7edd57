package org.mediaproxy.core.http.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.core.http.origin.ClientFixture.PATIENT;
import static org.mediaproxy.core.http.origin.ClientFixture.answer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.http.origin.ClientFixture.Asked;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.transport.Kinds;

/** Which connection a request takes, and what becomes of it. */
@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
final class OriginPoolIT {

    @Parameter
    @SuppressWarnings("NullAway.Init") // by JUnit
    String kind;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ClientFixture fixture;

    static List<String> kinds() {
        return Kinds.available();
    }

    @BeforeEach
    void open() throws IOException {
        fixture = new ClientFixture(kind);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private void assertAnsweredOver(RawConnection connection, Asked asked) throws Exception {
        answer(connection, "again");
        assertThat(asked.heard().summary()).isEqualTo("200 again end");
    }

    @Test
    void oneConnectionServesRequestAfterRequest() throws Exception {
        try (RawConnection kept = fixture.keptConnection()) {
            for (String method : List.of("GET", "POST", "GET")) {
                assertAnsweredOver(kept, fixture.ask(method));
            }
            assertThat(fixture.origin.isLeftAlone()).isTrue();
        }
    }

    @Test
    void requestsAtTheSameTimeHaveAConnectionEach() throws Exception {
        Asked first = fixture.ask("GET");
        Asked second = fixture.ask("GET");
        try (RawConnection one = fixture.origin.accept();
                RawConnection other = fixture.origin.accept()) {
            assertAnsweredOver(other, second);
            assertAnsweredOver(one, first);
        }
        await().until(fixture::isIdle);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx",
            })
    void aConnectionThatTheOriginWantsClosedIsNotKept(String reply) throws Exception {
        Asked asked = fixture.ask("GET");
        try (RawConnection connection = fixture.origin.accept()) {
            connection.readHead();
            connection.send(reply);
            assertThat(asked.heard().summary()).isEqualTo("200 x end");
            assertThat(connection.readAll()).isEmpty();
            assertThat(fixture.isIdle()).isTrue();
        }
    }

    @Test
    void anHttp10ConnectionIsKeptWhereTheOriginSaysSo() throws Exception {
        Asked asked = fixture.ask("GET");
        try (RawConnection connection = fixture.origin.accept()) {
            connection.readHead();
            connection.send("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx");
            assertThat(asked.heard().outcome()).isEqualTo("end");
            assertAnsweredOver(connection, fixture.ask("GET"));
        }
    }

    @Test
    void aReplyThatEndsWithItsConnectionLeavesNoneForTheNextRequest() throws Exception {
        Heard first = new Heard();
        CompletableFuture<Asked> next = new CompletableFuture<>();
        first.onEnd = () -> next.complete(fixture.askNow("POST", new Heard(), PATIENT));
        fixture.on(() -> fixture.askNow("GET", first, PATIENT));
        try (RawConnection connection = fixture.origin.accept()) {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\n\r\nuntil the end").endOutput();
            assertThat(first.summary()).isEqualTo("200 until the end end");
            try (RawConnection fresh = fixture.origin.accept()) {
                assertAnsweredOver(fresh, next.get(5, TimeUnit.SECONDS));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void aKeptConnectionThatClosesOnARequestIsTriedOnceMore(String method) throws Exception {
        RawConnection kept = fixture.keptConnection();
        Asked asked = fixture.ask(method);
        kept.readHead();
        kept.close();
        try (RawConnection fresh = fixture.origin.accept()) {
            assertThat(fresh.readHead()).startsWith(method + " /x HTTP/1.1\r\n");
            fresh.send("HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(asked.heard().summary()).isEqualTo("204  end");
            // The second try is in the same pool as what follows.
            assertAnsweredOver(fresh, fixture.ask("GET"));
            assertThat(fixture.origin.isLeftAlone()).isTrue();
        }
    }

    @Test
    void aKeptConnectionThatWasClosedAndNobodySawItYetIsTriedOnceMore() throws Exception {
        RawConnection kept = fixture.keptConnection();
        Asked asked = fixture.on(() -> {
            closeNow(kept); // the loop is busy here, and sees it only behind its next request
            return fixture.askNow("GET", new Heard(), PATIENT);
        });
        try (RawConnection fresh = fixture.origin.accept()) {
            assertAnsweredOver(fresh, asked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void whatChangesSomethingIsNeverSentTwice(String method) throws Exception {
        RawConnection kept = fixture.keptConnection();
        Asked closed = fixture.on(() -> {
            closeNow(kept);
            return fixture.askNow(method, new Heard(), PATIENT);
        });
        assertThat(closed.heard().summary()).isEqualTo("0  closed");
        RawConnection again = fixture.keptConnection();
        Asked read = fixture.ask(method);
        again.readHead();
        again.close();
        assertThat(read.heard().summary()).isEqualTo("0  closed");
        assertThat(fixture.origin.isLeftAlone()).isTrue();
    }

    private static void closeNow(RawConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theSecondTryIsTheLast() throws Exception {
        RawConnection kept = fixture.keptConnection();
        Asked asked = fixture.ask("GET");
        kept.readHead();
        kept.close();
        try (RawConnection fresh = fixture.origin.accept()) {
            fresh.readHead();
        }
        assertThat(asked.heard().summary()).isEqualTo("0  closed");
        assertThat(fixture.origin.isLeftAlone()).isTrue();
        await().until(fixture::isIdle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nx"})
    void anOriginThatHasSpokenIsNotAskedAgain(String words) throws Exception {
        try (RawConnection kept = fixture.keptConnection()) {
            Asked asked = fixture.ask("GET");
            kept.readHead();
            kept.send(words).endOutput();
            assertThat(asked.heard().outcome()).isEqualTo("closed");
        }
        assertThat(fixture.origin.isLeftAlone()).isTrue();
    }

    @Test
    void wordsOnAKeptConnectionCloseIt() throws Exception {
        try (RawConnection kept = fixture.keptConnection()) {
            kept.send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
            assertThat(kept.readAll()).isEmpty();
            await().until(fixture::isIdle);
        }
    }

    @Test
    void wordsBehindAReplyAreNotTheReplyToTheNextRequest() throws Exception {
        Heard first = new Heard();
        CompletableFuture<Asked> next = new CompletableFuture<>();
        first.onEnd = () -> next.complete(fixture.askNow("GET", new Heard(), PATIENT));
        fixture.on(() -> fixture.askNow("GET", first, PATIENT));
        try (RawConnection connection = fixture.origin.accept()) {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
            assertThat(first.summary()).isEqualTo("200 x end");
            try (RawConnection fresh = fixture.origin.accept()) {
                assertAnsweredOver(fresh, next.get(5, TimeUnit.SECONDS));
            }
            assertThat(connection.readAll()).isEmpty();
        }
    }

    @Test
    void aKeptConnectionIsClosedAfterAWhileAndItsPoolForgotten() throws Exception {
        try (RawConnection kept = fixture.keptConnection()) {
            assertThat(fixture.isIdle()).isFalse();
            assertThat(kept.readAll()).isEmpty();
            await().until(fixture::isIdle);
        }
    }

    @Test
    void aFetchThatIsDoneHasNoSayInTheNextOne() throws Exception {
        Asked first = fixture.ask("GET");
        try (RawConnection connection = fixture.origin.accept()) {
            answer(connection, "first");
            first.heard().outcome();
            Asked next = fixture.ask("GET");
            fixture.run(() -> {
                first.fetch().stop();
                first.fetch().cancel();
            });
            assertAnsweredOver(connection, next);
            fixture.run(first.fetch()::stop);
            connection.close();
            await().until(fixture::isIdle); // it sees a kept connection closed
        }
    }

    @Test
    void aFetchCancelledBeforeItIsConnectedLeavesItsConnectionToTheNext() throws Exception {
        Asked cancelled = fixture.on(() -> {
            Asked asked = fixture.askNow("GET", new Heard(), PATIENT);
            asked.fetch().cancel();
            return asked;
        });
        try (RawConnection connection = fixture.origin.accept()) {
            await().until(() -> fixture.on(() -> fixture.client.pools(fixture.loop).values().stream()
                            .mapToInt(OriginPool::idle)
                            .sum()
                    == 1));
            assertAnsweredOver(connection, fixture.ask("POST"));
            assertThat(cancelled.heard().calls).hasValue(0);
        }
    }
}
