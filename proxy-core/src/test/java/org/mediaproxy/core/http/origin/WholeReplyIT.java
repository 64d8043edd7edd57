package org.mediaproxy.core.http.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.core.http.origin.ClientFixture.PATIENT;
import static org.mediaproxy.core.http.origin.ClientFixture.answer;
import static org.mediaproxy.core.http.origin.ClientFixture.request;

import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.testing.RawConnection;

/** Replies that are asked for as a whole, from a thread that is no loop. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
final class WholeReplyIT {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @SuppressWarnings("NullAway.Init") // set before each test
    private ClientFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new ClientFixture("auto");
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private CompletableFuture<OriginReply> ask(int maxBytes, Duration deadline) {
        return fixture.client
                .whole(fixture.endpoint(), request("GET", ""), maxBytes, deadline)
                .toCompletableFuture();
    }

    private static OriginFailure failure(CompletableFuture<OriginReply> reply) {
        Throwable thrown = catchThrowable(() -> reply.get(10, TimeUnit.SECONDS));
        if (thrown instanceof ExecutionException failed && failed.getCause() instanceof OriginClientException no) {
            return no.reason();
        }
        throw new AssertionError("no failure of the client", thrown);
    }

    @Test
    void aRequestThatMayBeRepeatedIsWhereAKeptConnectionCloses() throws Exception {
        RawConnection kept = fixture.keptConnection();
        CompletionStage<OriginReply> reply = fixture.client.whole(
                fixture.loop, fixture.endpoint(), request("POST", "body"), 100, PATIENT, ConnectionUse.REPEATABLE);
        kept.readUntil("body");
        kept.close();
        try (RawConnection fresh = fixture.origin.accept()) {
            assertThat(fresh.readUntil("body")).startsWith("POST /x HTTP/1.1\r\n");
            fresh.send("HTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx");
            OriginReply whole = reply.toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertThat(whole.status().code()).isEqualTo(201);
        }
    }

    @Test
    void aRequestAnewGoesOverAConnectionOfItsOwn() throws Exception {
        try (RawConnection kept = fixture.keptConnection()) {
            CompletionStage<OriginReply> reply = fixture.client.whole(
                    fixture.loop, fixture.endpoint(), request("POST", "body"), 100, PATIENT, ConnectionUse.ANEW);
            try (RawConnection fresh = fixture.origin.accept()) {
                assertThat(fresh.readUntil("body")).startsWith("POST /x HTTP/1.1\r\n");
                fresh.send("HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
                OriginReply whole = reply.toCompletableFuture().get(5, TimeUnit.SECONDS);
                assertThat(whole.status().code()).isEqualTo(201);
            }
            ClientFixture.Asked next = fixture.ask("GET");
            answer(kept, "kept");
            assertThat(next.heard().summary()).isEqualTo("200 kept end");
        }
    }

    @Test
    void aReplyUpToTheLimitIsWhole() throws Exception {
        CompletableFuture<OriginReply> asked = ask(10, PATIENT);
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send("HTTP/1.1 404 Not Found\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "4\r\nabcd\r\n6\r\nefghij\r\n0\r\n\r\n");
            OriginReply reply = asked.get(10, TimeUnit.SECONDS);
            assertThat(reply.status().code()).isEqualTo(404);
            assertThat(reply.headers().get("X-A")).isEqualTo("b");
            assertThat(new String(reply.body(), StandardCharsets.US_ASCII)).isEqualTo("abcdefghij");
        }
    }

    @Test
    void aReplyOverTheLimitIsTooLargeAndReadNoFurther() throws Exception {
        CompletableFuture<OriginReply> asked = ask(9, PATIENT);
        try (RawConnection origin = fixture.origin.accept()) {
            answer(origin, "abcdefghij");
            assertThat(failure(asked)).isEqualTo(OriginFailure.TOO_LARGE);
            assertThat(origin.readAll()).isEmpty();
        }
    }

    @Test
    void theDeadlineIsForAllOfItHoweverSteadyTheOriginIs() throws Exception {
        CompletableFuture<OriginReply> asked = ask(1_000_000, Duration.ofMillis(500));
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(OK + "Content-Length: 1000000\r\n\r\n");
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                sendQuietly(origin);
                return asked.isDone();
            });
            assertThat(failure(asked)).isEqualTo(OriginFailure.TIMEOUT);
        }
    }

    private static void sendQuietly(RawConnection origin) {
        try {
            origin.send("x");
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
        }
    }

    @Test
    void everyFailureFailsTheStage() throws Exception {
        CompletableFuture<OriginReply> silent = ask(10, Duration.ofMillis(300));
        try (RawConnection origin = fixture.origin.accept()) {
            assertThat(failure(silent)).isEqualTo(OriginFailure.TIMEOUT);
        }
        CompletableFuture<OriginReply> cut = ask(10, PATIENT);
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send(OK + "Content-Length: 5\r\n\r\nabc");
        }
        assertThat(failure(cut)).isEqualTo(OriginFailure.CLOSED);
        CompletableFuture<OriginReply> noise = ask(10, PATIENT);
        try (RawConnection origin = fixture.origin.accept()) {
            origin.readHead();
            origin.send("noise\r\n\r\n");
            assertThat(failure(noise)).isEqualTo(OriginFailure.MALFORMED);
        }
        fixture.origin.close();
        assertThat(failure(ask(10, PATIENT))).isEqualTo(OriginFailure.UNREACHABLE);
    }

    @Test
    void whoAsksBehindTheStopIsToldSo() throws Exception {
        fixture.close();
        FullHttpRequest request = request("POST", "body");
        assertThat(failure(fixture.client
                        .whole(fixture.endpoint(), request, 10, PATIENT)
                        .toCompletableFuture()))
                .isEqualTo(OriginFailure.UNREACHABLE);
        assertThat(request.refCnt()).isZero();
    }
}
