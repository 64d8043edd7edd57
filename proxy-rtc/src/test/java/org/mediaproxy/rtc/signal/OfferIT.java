package org.mediaproxy.rtc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.rtc.signal.SignalFixture.corpus;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.signal.ScriptedOrigin.Asked;
import org.mediaproxy.rtc.signal.ScriptedOrigin.Reply;

/** Offers through a proxy to scripted origins. */
final class OfferIT {

    private static final String ANSWER = corpus("srs-publish-answer.sdp");
    private static final String USERNAME = "6p4z51w9:i4zW";
    private static final String LOCATION =
            "/rtc/v1/whip/?action=delete&token=t&app=live&stream=cam&session=" + USERNAME;
    private static final String WHIP = "/rtc/v1/whip/?app=live&stream=cam&secret=a%20b";

    private final SignalFixture fixture = new SignalFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static Reply created(Asked asked) {
        return Reply.created(LOCATION, ANSWER);
    }

    private static List<String> candidates(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("a=candidate:")).toList();
    }

    @Test
    void anOfferReachesTheOriginWithItsHeadersAndWithoutTheClientsAddresses() throws Exception {
        ScriptedOrigin origin = fixture.origin("a", OfferIT::created);
        TestProxy proxy = fixture.proxy();
        HttpResponse<String> answer = fixture.send(
                proxy,
                "POST",
                WHIP,
                corpus("chromium-publish-offer.sdp"),
                "Content-Type",
                "application/sdp; charset=utf-8",
                "Authorization",
                "Bearer token",
                "X-Forwarded-For",
                "6.6.6.6",
                "Accept-Encoding",
                "gzip");
        assertThat(answer.statusCode()).isEqualTo(201);
        Asked asked = origin.next();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.target()).isEqualTo(WHIP);
        assertThat(asked.header("Content-type")).isEqualTo("application/sdp; charset=utf-8");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer token");
        assertThat(asked.header("X-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(asked.header("X-real-ip")).isEqualTo("127.0.0.1");
        assertThat(asked.header("Host")).startsWith("127.0.0.1:");
        assertThat(asked.header("Accept-encoding")).isEmpty();
        assertThat(asked.body())
                .startsWith("v=0\r\n")
                .contains("a=ice-ufrag:i4zW")
                .doesNotContain("a=candidate", "192.0.2.2");
    }

    @Test
    void theAnswerIsTheProxysAndItsSessionIsKnownToAllProxiesBeforeTheClientHasIt() throws Exception {
        fixture.origin("a", OfferIT::created);
        TestProxy proxy = fixture.proxy();
        HttpResponse<String> answer = fixture.offer(proxy, WHIP);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/sdp");
        assertThat(candidates(answer.body()))
                .hasSize(2)
                .allMatch(line -> line.endsWith(" udp 2130706431 127.0.0.1 18000 typ host"));
        assertThat(answer.body()).doesNotContain("192.168.3.10").contains("a=ice-pwd:87q52mk6y0e3m4w2v1p9h8b7t6c5x4n3");
        OriginId origin = OriginId.of("a", "s", "1");
        assertThat(fixture.binding(USERNAME))
                .contains(new IceBinding(
                        StreamUrl.ofKey("__defaultVhost__/live/cam"),
                        Optional.of(StreamRole.PUBLISH),
                        USERNAME,
                        Optional.of("87q52mk6y0e3m4w2v1p9h8b7t6c5x4n3"),
                        Optional.of(origin),
                        LOCATION));
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(SessionLocation.ofClient(location)).contains(new SessionLocation(origin, USERNAME, LOCATION));
        await().until(() -> proxy.sessions().open().isEmpty());
        assertThat(proxy.counters()
                        .counter(SignalCall.CALLS, "call", "offer", "result", "ok")
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void everyHeaderThatThePageNeedsPasses() throws Exception {
        fixture.origin("a", asked -> created(asked)
                .with("Link", "<stun:a>; rel=\"ice-server\"")
                .with("Link", "<turn:b>; rel=\"ice-server\"")
                .with("ETag", "\"x\"")
                .with("Access-Control-Allow-Origin", "https://page")
                .with("Access-Control-Expose-Headers", "Server,location")
                .with("Connection", "X-Hop")
                .with("X-Hop", "1"));
        HttpResponse<String> answer = fixture.offer(fixture.proxy(), WHIP);
        assertThat(answer.headers().allValues("Link"))
                .containsExactly("<stun:a>; rel=\"ice-server\"", "<turn:b>; rel=\"ice-server\"");
        assertThat(answer.headers().firstValue("ETag")).contains("\"x\"");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("https://page");
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
                .contains("Server, location, ETag, Link");
        assertThat(answer.headers().firstValue("X-Hop")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/rtc/v1/whip/?app=live&stream=cam, PUBLISH, __defaultVhost__/live/cam",
        "/rtc/v1/whip?app=live&stream=cam, PUBLISH, __defaultVhost__/live/cam",
        "/rtc/v1/whip/, PUBLISH, __defaultVhost__/live/livestream",
        "/rtc/v1/whep/?app=live&stream=cam, PLAY, __defaultVhost__/live/cam",
        "/rtc/v1/whip-play/?app=live&stream=cam&vhost=v.example, PLAY, v.example/live/cam",
        "/live/cam/whip, PUBLISH, __defaultVhost__/live/cam",
        "/live/sub/cam/whep?token=1, PLAY, __defaultVhost__/live/sub/cam",
    })
    void bothSpellingsNameStreamAndRole(String target, StreamRole role, String stream) throws Exception {
        ScriptedOrigin origin = fixture.origin("a", OfferIT::created);
        assertThat(fixture.offer(fixture.proxy(), target).statusCode()).isEqualTo(201);
        assertThat(origin.next().target()).isEqualTo(target);
        IceBinding binding = fixture.binding(USERNAME).orElseThrow();
        assertThat(binding.role()).contains(role);
        assertThat(binding.stream()).hasToString(stream);
    }

    @Test
    void aPublishersStreamIsBoundAndAnyPlayerOfItFollows() throws Exception {
        ScriptedOrigin first = fixture.origin("a", OfferIT::created);
        ScriptedOrigin second = fixture.origin("b", OfferIT::created);
        TestProxy proxy = fixture.proxy();
        assertThat(fixture.offer(proxy, WHIP).statusCode()).isEqualTo(201);
        boolean isFirst = !first.asked.isEmpty();
        for (int i = 0; i < 8; i++) {
            fixture.offer(fixture.proxy(), "/live/cam/whep");
        }
        assertThat(first.asked).hasSize(isFirst ? 9 : 0);
        assertThat(second.asked).hasSize(isFirst ? 0 : 9);
    }

    @Test
    void anOriginThatCannotBeReachedIsLeftForTheNext() throws Exception {
        ScriptedOrigin dead = new ScriptedOrigin("dead", OfferIT::created);
        dead.close();
        fixture.register(dead.origin("8000"));
        ScriptedOrigin live = fixture.origin("live", OfferIT::created);
        TestProxy proxy = fixture.proxy();
        for (int i = 0; i < 6; i++) {
            assertThat(fixture.offer(proxy, "/live/" + i + "/whip").statusCode())
                    .isEqualTo(201);
        }
        assertThat(live.asked).hasSize(6);
    }

    @Test
    void withoutAnyThatCanBeReachedTheReasonIsTold() throws Exception {
        ScriptedOrigin dead = new ScriptedOrigin("dead", OfferIT::created);
        dead.close();
        fixture.register(dead.origin("8000"));
        HttpResponse<String> answer = fixture.offer(fixture.proxy(), WHIP);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("{\"code\":502,\"error\":\"the origin cannot be reached\"}\n");
    }

    @Test
    void anOriginWithoutMediaIsNeverPicked() throws Exception {
        ScriptedOrigin without = fixture.origin("a", OfferIT::created, new String[0]);
        TestProxy proxy = fixture.proxy();
        HttpResponse<String> none = fixture.offer(proxy, WHIP);
        assertThat(none.statusCode()).isEqualTo(503);
        assertThat(none.body()).contains("no origin for WebRTC is live");
        fixture.origin("b", OfferIT::created);
        for (int i = 0; i < 8; i++) {
            assertThat(fixture.offer(proxy, "/live/" + i + "/whip").statusCode())
                    .isEqualTo(201);
        }
        assertThat(without.asked).isEmpty();
    }

    @Test
    void aStreamOnAnOriginWithoutMediaIsRefused() throws Exception {
        ScriptedOrigin without = fixture.origin("a", OfferIT::created, new String[0]);
        fixture.origin("b", OfferIT::created);
        fixture.state
                .affinity()
                .bindIfAbsent(
                        new org.mediaproxy.core.spi.AffinityKey("stream", "__defaultVhost__/live/cam"),
                        without.origin().id().text(),
                        java.time.Duration.ofMinutes(1));
        HttpResponse<String> answer = fixture.offer(fixture.proxy(), "/live/cam/whep");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("this stream is not served over WebRTC");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 409, 422, 500, 503})
    void anOriginsErrorIsFinalAndPassesAsItIs(int status) throws Exception {
        Reply no = Reply.of(status, "{\"why\":\"\u00fc\"}")
                .with("Content-Type", "application/problem+json")
                .with("WWW-Authenticate", "Bearer")
                .with("Retry-After", "7");
        ScriptedOrigin first = fixture.origin("a", asked -> no);
        ScriptedOrigin second = fixture.origin("b", asked -> no);
        TestProxy proxy = fixture.proxy();
        HttpResponse<String> answer = fixture.offer(proxy, WHIP);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(no.body());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(first.asked.size() + second.asked.size()).isEqualTo(1);
        assertThat(proxy.counters()
                        .counter(SignalCall.CALLS, "call", "offer", "result", "refused")
                        .sum())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"'',application/sdp", "hello,application/sdp", "'v=0\r\n',application/sdp"})
    void whatIsNoOfferIsRefusedWithoutAskingAnOrigin(String body, String type) throws Exception {
        ScriptedOrigin origin = fixture.origin("a", OfferIT::created);
        HttpResponse<String> answer = fixture.send(fixture.proxy(), "POST", WHIP, body, "Content-Type", type);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"code\":400,\"error\":\"no SDP offer: ");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(origin.asked).isEmpty();
    }

    @Test
    void anotherTypeIsRefusedAndNoneIsTakenForSdp() throws Exception {
        ScriptedOrigin origin = fixture.origin("a", OfferIT::created);
        TestProxy proxy = fixture.proxy();
        String offer = corpus("chromium-publish-offer.sdp");
        assertThat(fixture.send(proxy, "POST", WHIP, offer, "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(origin.asked).isEmpty();
        assertThat(fixture.send(proxy, "POST", WHIP, offer).statusCode()).isEqualTo(201);
    }

    @Test
    void anOfferOfMoreThan64KibibytesIsTooLarge() throws Exception {
        ScriptedOrigin origin = fixture.origin("a", OfferIT::created);
        TestProxy proxy = fixture.proxy();
        String offer = corpus("chromium-publish-offer.sdp");
        String most = offer + "a=x:".repeat(1) + "y".repeat(64 * 1024 - offer.length() - 6) + "\r\n";
        assertThat(fixture.send(proxy, "POST", WHIP, most).statusCode()).isEqualTo(201);
        assertThat(fixture.send(proxy, "POST", WHIP, most + "\n").statusCode()).isEqualTo(413);
        assertThat(origin.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "this is no SDP", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"})
    void anAnswerThatIsNoneIsTheOriginsFault(String body) throws Exception {
        fixture.origin("a", asked -> Reply.created(LOCATION, body));
        HttpResponse<String> answer = fixture.offer(fixture.proxy(), WHIP);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("the origin gave no valid answer");
    }

    @Test
    void aSilentOriginIsGivenUpForAPlayerAndLeftByAPublisher() throws Exception {
        ScriptedOrigin slow = fixture.origin("slow", asked -> {
            try {
                Thread.sleep(1_500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return created(asked);
        });
        TestProxy proxy = fixture.proxy("PROXY_RTC_ANSWER_TIMEOUT", "300ms");
        HttpResponse<String> player = fixture.offer(proxy, "/live/play/whep");
        assertThat(player.statusCode()).isEqualTo(504);
        fixture.origin("fast", OfferIT::created);
        for (int i = 0; i < 4; i++) {
            assertThat(fixture.offer(proxy, "/live/" + i + "/whip").statusCode())
                    .isEqualTo(201);
        }
        assertThat(slow.asked).isNotEmpty();
    }

    @Test
    void aSessionWhoseClientHasLeftIsEndedAtItsOrigin() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        ScriptedOrigin origin = fixture.origin("a", asked -> {
            if (asked.method().equals("DELETE")) {
                return Reply.of(200, "");
            }
            try {
                left.await(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return created(asked);
        });
        TestProxy proxy = fixture.proxy();
        String offer = corpus("chromium-publish-offer.sdp");
        try (RawConnection client = RawConnection.to(proxy.address(HttpPort.API))) {
            client.send("POST " + WHIP + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\nContent-Length: "
                    + offer.length() + "\r\n\r\n" + offer);
            assertThat(origin.next().method()).isEqualTo("POST");
            client.socket().setSoLinger(true, 0); // a reset: one that only ends its side may wait for the answer
        }
        await().until(() -> proxy.sessions().open().isEmpty());
        left.countDown();
        Asked farewell = origin.next();
        assertThat(farewell.method()).isEqualTo("DELETE");
        assertThat(farewell.target()).isEqualTo(LOCATION);
        assertThat(farewell.header("Authorization")).isEqualTo("Bearer t");
        assertThat(fixture.binding(USERNAME)).isEmpty();
    }

    @Test
    void aSessionOfAnotherOriginIsNotTakenOver() throws Exception {
        fixture.origin("a", OfferIT::created);
        TestProxy proxy = fixture.proxy();
        IceBinding other = new IceBinding(
                StreamUrl.ofKey("v/live/x"),
                Optional.of(StreamRole.PLAY),
                USERNAME,
                Optional.of("pwd"),
                Optional.of(new OriginId("b-s-1")),
                "/x");
        fixture.bindings.put(other).toCompletableFuture().join();
        assertThat(fixture.offer(proxy, WHIP).statusCode()).isEqualTo(503);
        assertThat(fixture.binding(USERNAME)).contains(other);
    }
}
