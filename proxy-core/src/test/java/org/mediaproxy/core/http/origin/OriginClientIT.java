package org.mediaproxy.core.http.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.core.http.origin.ClientFixture.PATIENT;
import static org.mediaproxy.core.http.origin.ClientFixture.request;

import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.time.Duration;
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

/** What a reader hears of a reply, and of one that does not come whole. */
@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
final class OriginClientIT {

    private static final Duration SHORT = Duration.ofMillis(300);

    /** Far more than both sockets hold. */
    private static final int MUCH = 30_000_000;

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

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    static List<String[]> replies() {
        return List.of(
                new String[] {"GET", OK + "Content-Length: 3\r\n\r\nabc", "200 abc end"},
                new String[] {"GET", OK + "Content-Length: 0\r\n\r\n", "200  end"},
                new String[] {
                    "GET",
                    OK + "Transfer-Encoding: chunked\r\n\r\n1;a=b\r\na\r\n2\r\nbc\r\n0\r\nX-Sum: 1\r\n\r\n",
                    "200 abc end"
                },
                new String[] {
                    "GET",
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                            + "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc",
                    "404 abc end"
                },
                new String[] {"HEAD", "HTTP/1.1 103 Early Hints\r\n\r\n" + OK + "Content-Length: 3\r\n\r\n", "200  end"
                },
                new String[] {"HEAD", OK + "Transfer-Encoding: chunked\r\n\r\n", "200  end"},
                new String[] {"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", "304  end"},
                new String[] {"GET", "HTTP/1.1 204 No Content\r\n\r\n", "204  end"});
    }

    @ParameterizedTest
    @MethodSource("replies")
    void aReplyEndsWhereItsFramingSaysAndLeavesTheConnectionToTheNext(String method, String reply, String summary)
            throws Exception {
        Asked first = fixture.ask(method);
        try (RawConnection origin = fixture.origin.accept()) {
            assertThat(origin.readHead()).startsWith(method + " /x HTTP/1.1\r\nhost: origin\r\n");
            origin.send(reply);
            assertThat(first.heard().summary()).isEqualTo(summary);
            Asked second = fixture.ask("GET");
            ClientFixture.answer(origin, "next");
            assertThat(second.heard().summary()).isEqualTo("200 next end");
        }
    }

    @Test
    void aReplyInSmallPiecesIsTheSame() throws Exception {
        Asked asked = fixture.ask("GET");
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            for (char next : (OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n").toCharArray()) {
                origin.send(String.valueOf(next));
            }
            assertThat(asked.heard().summary()).isEqualTo("200 abc end");
        }
    }

    @Test
    void aRequestsBodyGoesWithIt() throws Exception {
        Heard heard = new Heard();
        fixture.on(() ->
                fixture.client.fetch(fixture.loop, fixture.endpoint(), request("POST", "{\"a\":1}"), heard, PATIENT));
        try (RawConnection origin = fixture.origin.accept()) {
            assertThat(origin.readUntil("{\"a\":1}"))
                    .startsWith("POST /x HTTP/1.1\r\n")
                    .contains("content-length: 7\r\n\r\n");
            origin.send(OK + "Content-Length: 0\r\n\r\n");
            assertThat(heard.outcome()).isEqualTo("end");
        }
    }

    static List<String> malformed() {
        return List.of(
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
                OK + "Content-Length: x\r\n\r\n",
                OK + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 " + "x".repeat(9_000) + "\r\n\r\n",
                OK + "X: " + "x".repeat(33_000) + "\r\n\r\n",
                OK + "X: yyyy\r\n".repeat(7_000) + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNoHttpOrTooMuchOfItIsMalformed(String reply) throws Exception {
        Asked asked = fixture.ask("GET");
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(reply);
            assertThat(asked.heard().summary()).isEqualTo("0  malformed");
            await().until(fixture::isIdle);
        }
    }

    @Test
    void aBodyMayTurnOutMalformed() throws Exception {
        Asked asked = fixture.ask("GET");
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n");
            assertThat(asked.heard().summary()).isEqualTo("200 abc malformed");
            await().until(fixture::isIdle);
        }
    }

    static List<String[]> cuts() {
        return List.of(
                new String[] {"", "0  closed"},
                new String[] {"HTTP/1.1 2", "0  closed"},
                new String[] {OK + "Content-Length: 3\r\n", "0  closed"},
                new String[] {OK + "Content-Length: 4\r\n\r\nabc", "200 abc closed"},
                new String[] {OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc", "200 abc closed"},
                new String[] {OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "200 abc closed"},
                new String[] {OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", "200 abc closed"},
                new String[] {"HTTP/1.1 100 Continue\r\n\r\n", "0  closed"});
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void aReplyThatIsCutIsNoWholeOne(String part, String summary) throws Exception {
        Asked asked = fixture.ask("GET");
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(part).endOutput();
            assertThat(asked.heard().summary()).isEqualTo(summary);
            await().until(fixture::isIdle);
        }
    }

    @Test
    void aResetIsNotTheEndOfABodyWithoutALength() throws Exception {
        Asked asked = fixture.ask("GET");
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(OK + "\r\nabc");
            await().until(() -> asked.heard().text().equals("abc"));
            origin.socket().setSoLinger(true, 0);
        }
        assertThat(asked.heard().summary()).isEqualTo("200 abc closed");
    }

    @Test
    void nobodyAtTheAddressIsUnreachable() throws Exception {
        fixture.origin.close();
        Asked asked = fixture.ask("GET");
        assertThat(asked.heard().summary()).isEqualTo("0  unreachable");
        assertThat(fixture.isIdle()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 100 Continue\r\n\r\n", OK, OK + "Content-Length: 9\r\n\r\nabc"})
    void anOriginThatFallsSilentIsGivenUp(String part) throws Exception {
        Asked asked = fixture.ask("GET", SHORT);
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(part);
            assertThat(asked.heard().outcome()).isEqualTo("timeout");
            assertThat(origin.readAll()).isEmpty();
            await().until(fixture::isIdle);
        }
    }

    @Test
    void anOriginThatIsSlowButSpeaksIsNotGivenUp() throws Exception {
        Asked asked = fixture.ask("GET", Duration.ofSeconds(1));
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(OK + "Content-Length: 8\r\n\r\n");
            for (int i = 0; i < 8; i++) {
                await().during(Duration.ofMillis(300)).until(asked.heard()::isOpen);
                origin.send("x");
            }
            assertThat(asked.heard().summary()).isEqualTo("200 xxxxxxxx end");
        }
    }

    @Test
    void aStoppedFetchReadsNothingAndDoesNotCallThatSilence() throws Exception {
        Heard heard = new Heard();
        CompletableFuture<OriginFetch> fetch = new CompletableFuture<>();
        heard.onHead = () -> fetch.join().stop();
        fetch.complete(fixture.on(() -> fixture.askNow("GET", heard, SHORT)).fetch());
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            CompletableFuture<Void> sending = sending(origin, OK + "Content-Length: " + MUCH + "\r\n\r\n");
            heard.head.get(5, TimeUnit.SECONDS);
            // Longer than silence may be, and than the clock that looks for it takes.
            await().during(Duration.ofMillis(1_500)).until(() -> heard.isOpen() && !sending.isDone());
            assertThat(heard.bodyBytes.get()).isLessThan(100_000); // the one read that had the head in it
            fixture.run(fetch.join()::resume);
            assertThat(heard.outcome()).isEqualTo("end");
            assertThat(heard.bodyBytes).hasValue(MUCH);
            sending.get(5, TimeUnit.SECONDS);
        }
    }

    private static CompletableFuture<Void> sending(RawConnection origin, String head) {
        return CompletableFuture.runAsync(() -> {
            try {
                origin.send(head);
                origin.socket().getOutputStream().write(new byte[MUCH]);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aFetchStoppedBeforeItIsConnectedReadsOnlyWhenItGoesOn() throws Exception {
        Asked asked = fixture.on(() -> {
            Asked begun = fixture.askNow("GET", new Heard(), SHORT);
            begun.fetch().stop();
            return begun;
        });
        try (RawConnection origin = fixture.origin.accept()) {
            ClientFixture.answer(origin, "x");
            await().during(Duration.ofMillis(500))
                    .until(() -> asked.heard().calls.get() == 0);
            fixture.run(asked.fetch()::resume);
            assertThat(asked.heard().summary()).isEqualTo("200 x end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 2", OK + "Content-Length: 4\r\n\r\n", OK + "Content-Length: 4\r\n\r\nabc"})
    void aCancelClosesTheConnectionAndNothingMoreIsCalled(String part) throws Exception {
        Asked asked = fixture.ask("GET");
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(part);
            boolean withHead = part.contains("\r\n\r\n");
            await().until(() -> asked.heard().head.isDone() == withHead
                    && asked.heard().text().equals(part.endsWith("abc") ? "abc" : ""));
            int calls = fixture.on(() -> {
                asked.fetch().cancel();
                asked.fetch().resume();
                return asked.heard().calls.get();
            });
            assertThat(origin.readAll()).isEmpty();
            assertThat(asked.heard().calls).hasValue(calls);
            await().until(fixture::isIdle);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "body"})
    void aReaderMayCancelFromWithin(String step) throws Exception {
        Heard heard = new Heard();
        CompletableFuture<OriginFetch> fetch = new CompletableFuture<>();
        Runnable cancel = () -> fetch.join().cancel();
        if (step.equals("head")) {
            heard.onHead = cancel;
        } else {
            heard.onBody = cancel;
        }
        fetch.complete(fixture.on(() -> fixture.askNow("GET", heard, PATIENT)).fetch());
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(OK + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
            assertThat(origin.readAll()).isEmpty();
            await().until(fixture::isIdle);
            assertThat(heard.text()).isEqualTo(step.equals("head") ? "" : "a");
            assertThat(heard.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "body"})
    void aReadersBugEndsItsFetchOnly(String step) throws Exception {
        Heard heard = new Heard();
        Runnable bug = () -> {
            throw new IllegalStateException("on purpose");
        };
        if (step.equals("head")) {
            heard.onHead = bug;
        } else {
            heard.onBody = bug;
        }
        fixture.on(() -> fixture.askNow("GET", heard, PATIENT));
        try (RawConnection origin = fixture.origin.accept()) {
            ClientFixture.answer(origin, "abc");
            assertThat(heard.outcome()).isEqualTo("closed");
            assertThat(origin.readAll()).isEmpty();
            await().until(fixture::isIdle);
        }
    }

    @Test
    void aFetchIsBegunOnItsLoopOnly() {
        FullHttpRequest request = request("GET", "");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> fixture.client.fetch(fixture.loop, fixture.endpoint(), request, new Heard(), PATIENT));
        assertThat(request.release()).isTrue();
    }
}
