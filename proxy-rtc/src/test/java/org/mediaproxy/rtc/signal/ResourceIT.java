package org.mediaproxy.rtc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.rtc.signal.SignalFixture.corpus;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.signal.ScriptedOrigin.Asked;
import org.mediaproxy.rtc.signal.ScriptedOrigin.Reply;

/** DELETE, PATCH and OPTIONS of a session, at the proxy that got its offer and at another. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
final class ResourceIT {

    private static final String ANSWER = corpus("srs-publish-answer.sdp");
    private static final String USERNAME = "6p4z51w9:i4zW";
    private static final String OWN = "/whip/session/7?token=t";
    private static final String SRS = "/rtc/v1/whip/?action=delete&token=t&app=live&stream=cam&session=" + USERNAME;

    private static final String TRICKLE = "a=ice-ufrag:i4zW\r\na=ice-pwd:2PwMhi/d95VQxDRvo2/lqU2L\r\n"
            + "m=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
            + "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host\r\na=end-of-candidates\r\n";

    private static final String RESTART = "a=ice-ufrag:new1\r\na=ice-pwd:newpwdnewpwdnewpwdnewp1\r\n";

    private static final String RESTARTED = "a=ice-lite\r\na=ice-ufrag:orig\r\na=ice-pwd:origpwdorigpwdorigpwd1\r\n"
            + "m=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
            + "a=candidate:1 1 udp 2130706431 192.168.3.10 8000 typ host\r\na=end-of-candidates\r\n";

    private final SignalFixture fixture = new SignalFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private ScriptedOrigin origin;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ScriptedOrigin other;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestProxy first;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestProxy second;

    @BeforeEach
    void open() throws Exception {
        origin = fixture.origin("a", asked -> Reply.of(404, ""));
        first = fixture.proxy();
        second = fixture.proxy();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Makes a session at the first proxy; its location. */
    private String session(String location) throws Exception {
        origin.script = asked -> Reply.created(location, ANSWER).with("ETag", "\"v1\"");
        String made = fixture.offer(first, "/live/cam/whip")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        origin.next();
        other = fixture.origin("b", asked -> Reply.of(200, "other"));
        return made;
    }

    private static String forged(String target, String origin, String username) {
        return target + (target.indexOf('?') < 0 ? "?" : "&") + "spo="
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString((origin + "\n" + username).getBytes(StandardCharsets.UTF_8));
    }

    private String told() throws InterruptedException {
        return String.valueOf(fixture.told.poll(5, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {OWN, SRS, "whip/session/7", "https://origin.example:8443/x/7?token=t#there"})
    void aDeleteAtAnotherProxyEndsTheSessionAtItsOrigin(String given) throws Exception {
        String location = session(given);
        assertThat(location).startsWith("/rtc/v1/");
        origin.script = asked -> Reply.of(200, "");
        HttpResponse<String> answer = fixture.send(second, "DELETE", location, "", "Authorization", "Bearer token");
        assertThat(answer.statusCode()).isEqualTo(200);
        Asked asked = origin.next();
        assertThat(asked.method()).isEqualTo("DELETE");
        String there = given.startsWith("http") ? "/x/7?token=t" : given;
        assertThat(asked.target()).isEqualTo(given.startsWith("whip") ? "/live/cam/" + given : there);
        assertThat(asked.header("Authorization")).isEqualTo("Bearer token");
        assertThat(told()).isEqualTo("ended " + USERNAME);
        assertThat(fixture.binding(USERNAME)).isEmpty();
        assertThat(fixture.send(first, "DELETE", location, "").statusCode()).isEqualTo(given.equals(SRS) ? 200 : 404);
        assertThat(fixture.told).isEmpty();
        assertThat(other.asked).isEmpty();
    }

    @Test
    void aSessionThatItsOriginNoLongerKnowsIsForgotten() throws Exception {
        String location = session(OWN);
        origin.script = asked -> Reply.of(404, "gone");
        HttpResponse<String> answer = fixture.send(second, "DELETE", location, "");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("gone");
        assertThat(told()).isEqualTo("ended " + USERNAME);
        assertThat(fixture.binding(USERNAME)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500})
    void aDeleteThatTheOriginRefusesChangesNothing(int status) throws Exception {
        String location = session(OWN);
        origin.script = asked -> Reply.of(status, "no");
        assertThat(fixture.send(second, "DELETE", location, "").statusCode()).isEqualTo(status);
        assertThat(fixture.binding(USERNAME)).isPresent();
        assertThat(fixture.told).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/rtc/v1/session/api/v1/clients/9, a-s-1, " + USERNAME,
        "/rtc/v1/session/whip/session/8?token=t, a-s-1, " + USERNAME,
        "/rtc/v1/session/whip/session/7?token=t, b-s-1, " + USERNAME,
        "/rtc/v1/session/whip/session/7?token=t, a-s-1, no:body",
        "/rtc/v1/session/whip/session/7?token=t, gone-s-1, " + USERNAME,
        "/rtc/v1/whip/?app=live&stream=cam, a-s-1, " + USERNAME,
        "/rtc/v1/whip/?app=live&stream=cam, gone-s-1, no:body",
    })
    void aForgedLocationReachesNoOrigin(String target, String named, String username) throws Exception {
        session(OWN);
        for (String method : List.of("DELETE", "PATCH", "OPTIONS")) {
            HttpResponse<String> answer = fixture.send(
                    second, method, forged(target, named, username), method.equals("PATCH") ? TRICKLE : "");
            assertThat(answer.statusCode()).as(method).isEqualTo(404);
            assertThat(answer.body()).contains("no such session");
        }
        assertThat(origin.asked).isEmpty();
        assertThat(other.asked).isEmpty();
        assertThat(fixture.told).isEmpty();
        assertThat(fixture.binding(USERNAME)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rtc/v1/session/x", "/rtc/v1/session/x?spo=!", "/rtc/v1/whip/?spo=", "/rtc/v1/whip/"})
    void whatIsNoLocationOfOursIsNoSession(String target) throws Exception {
        assertThat(fixture.send(first, "DELETE", target, "").statusCode()).isEqualTo(404);
        assertThat(origin.asked).isEmpty();
    }

    @Test
    void aTricklePatchReachesTheOriginWithoutCandidates() throws Exception {
        String location = session(OWN);
        origin.script = asked -> Reply.of(204, "");
        HttpResponse<String> answer = fixture.send(
                second, "PATCH", location, TRICKLE, "Content-Type", IceRestart.FRAGMENT, "If-Match", "\"v1\"");
        assertThat(answer.statusCode()).isEqualTo(204);
        Asked asked = origin.next();
        assertThat(asked.header("If-match")).isEqualTo("\"v1\"");
        assertThat(asked.header("Content-type")).isEqualTo(IceRestart.FRAGMENT);
        assertThat(asked.body()).contains("a=ice-ufrag:i4zW\r\n", "a=mid:0\r\n").doesNotContain("192.0.2.1", "a=end");
        assertThat(fixture.told).isEmpty();
    }

    @Test
    void anIceRestartIsRewrittenAndToldAndTheResourceStaysWhereItWas() throws Exception {
        String location = session(OWN);
        origin.script = asked -> Reply.of(200, RESTARTED)
                .with("Content-Type", IceRestart.FRAGMENT)
                .with("ETag", "\"v2\"");
        HttpResponse<String> answer =
                fixture.send(second, "PATCH", location, RESTART, "Content-Type", IceRestart.FRAGMENT, "If-Match", "*");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).contains("\"v2\"");
        assertThat(answer.body())
                .contains("a=ice-ufrag:orig\r\n", " udp 2130706431 127.0.0.1 18000 typ host\r\n")
                .doesNotContain("192.168.3.10");
        assertThat(told()).isEqualTo("restarted " + USERNAME + " as orig:new1");
        IceBinding renewed = fixture.binding("orig:new1").orElseThrow();
        assertThat(renewed.icePwd()).contains("origpwdorigpwdorigpwd1");
        assertThat(renewed.session()).isEqualTo(OWN);
        origin.script = asked -> Reply.of(200, "");
        assertThat(fixture.send(first, "DELETE", location, "").statusCode()).isEqualTo(200);
        assertThat(told()).isEqualTo("ended " + USERNAME);
        assertThat(told()).isEqualTo("ended orig:new1");
        assertThat(fixture.binding("orig:new1")).isEmpty();
    }

    @Test
    void anAnswerWithoutNewCredentialsRestartsNothing() throws Exception {
        String location = session(OWN);
        String same = RESTARTED.replace("orig\r", "6p4z51w9\r");
        origin.script = asked -> Reply.of(200, same).with("Content-Type", IceRestart.FRAGMENT);
        HttpResponse<String> answer =
                fixture.send(second, "PATCH", location, TRICKLE, "Content-Type", IceRestart.FRAGMENT);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("192.168.3.10");
        assertThat(fixture.told).isEmpty();
    }

    @Test
    void aPatchOfAnotherTypeOrShapeIsRefused() throws Exception {
        String location = session(OWN);
        assertThat(fixture.send(second, "PATCH", location, ANSWER, "Content-Type", "application/sdp")
                        .statusCode())
                .isEqualTo(415);
        assertThat(fixture.send(second, "PATCH", location, "a=ice-ufrag:x\r\n").statusCode())
                .isEqualTo(400);
        assertThat(origin.asked).isEmpty();
    }

    @Test
    void aBrowsersQuestionIsAnsweredByTheProxyAndAnyOtherByTheOrigin() throws Exception {
        String location = session(OWN);
        origin.script = asked -> Reply.of(204, "").with("Accept-Patch", IceRestart.FRAGMENT);
        HttpResponse<String> preflight =
                fixture.send(second, "OPTIONS", location, "", "Access-Control-Request-Method", "PATCH");
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("*");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Methods")
                        .orElseThrow())
                .contains("POST", "PATCH", "DELETE", "OPTIONS");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElseThrow())
                .contains("Authorization", "If-Match", "Content-Type");
        assertThat(origin.asked).isEmpty();
        HttpResponse<String> asked = fixture.send(second, "OPTIONS", location, "");
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(asked.headers().firstValue("Accept-Patch")).contains(IceRestart.FRAGMENT);
        HttpResponse<String> endpoint = fixture.send(second, "OPTIONS", "/live/cam/whip", "");
        assertThat(endpoint.headers().firstValue("Accept-Post")).contains("application/sdp");
    }

    @Test
    void anOriginThatIsGoneHasNoSession() throws Exception {
        String location = session(SRS);
        fixture.state.origins().remove(OriginId.of("a", "s", "1"));
        assertThat(fixture.send(second, "DELETE", location, "").statusCode()).isEqualTo(404);
    }

    @Test
    void anOriginThatCannotBeReachedIsNotReplacedByAnother() throws Exception {
        String location = session(SRS);
        origin.close();
        assertThat(fixture.send(second, "DELETE", location, "").statusCode()).isEqualTo(502);
        assertThat(other.asked).isEmpty();
        assertThat(fixture.binding(USERNAME)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT"})
    void otherMethodsAreNotServed(String method) throws Exception {
        HttpResponse<String> answer = fixture.send(first, method, "/rtc/v1/whip/", "");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("DELETE, OPTIONS, PATCH, POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rtc/v1/nack/", "/rtc/v1/", "/rtc/v1/whip/x", "/x"})
    void otherPathsAreNotFound(String path) throws Exception {
        assertThat(fixture.send(first, "POST", path, "{}").statusCode()).isEqualTo(404);
    }
}
