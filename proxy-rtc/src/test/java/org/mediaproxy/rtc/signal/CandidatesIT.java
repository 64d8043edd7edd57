package org.mediaproxy.rtc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mediaproxy.rtc.signal.SignalFixture.corpus;

import io.netty.util.NetUtil;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.rtc.signal.ScriptedOrigin.Reply;

/** Which candidates an answer has. */
final class CandidatesIT {

    private static final String UDP = "1 udp 2130706431 192.0.2.1 18000 typ host";

    private final SignalFixture fixture = new SignalFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Those of the first media, without their foundations. */
    private List<String> candidates(TestProxy proxy) throws Exception {
        String body = fixture.offer(proxy, "/live/cam/whip").body();
        return body.substring(0, body.indexOf("m=video"))
                .lines()
                .filter(line -> line.startsWith("a=candidate:"))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    private void origin(String answer, String... rtc) throws Exception {
        fixture.origin("a", asked -> Reply.created("/s", corpus(answer)), rtc);
    }

    @Test
    void everyAddressOfTheSettingsIsOneCandidateForUdp() throws Exception {
        origin("srs-publish-answer.sdp", "udp://8000");
        assertThat(candidates(fixture.proxy("PROXY_RTC_CANDIDATES", "192.0.2.1, [2001:db8::1],192.0.2.1")))
                .containsExactly(UDP, "1 udp 2130706175 2001:db8:0:0:0:0:0:1 18000 typ host");
    }

    @Test
    void anOriginThatTakesTcpGivesOneForTcpBesides() throws Exception {
        origin("srs-play-answer-tcp.sdp", "udp://8000", "tcp://8000");
        assertThat(candidates(fixture.proxy("PROXY_RTC_CANDIDATES", "192.0.2.1")))
                .containsExactly(UDP, "1 tcp 1520434943 192.0.2.1 18000 typ host tcptype passive");
    }

    @Test
    void anOriginThatDoesNotTakeTcpGivesNone() throws Exception {
        origin("srs-play-answer-tcp.sdp", "udp://8000");
        assertThat(candidates(fixture.proxy("PROXY_RTC_CANDIDATES", "192.0.2.1")))
                .containsExactly(UDP);
    }

    @Test
    void withoutSettingsItIsTheAddressThatTheClientUsedAlsoWhereThePortIsOpenOnAll() throws Exception {
        origin("srs-publish-answer.sdp", "8000");
        TestProxy proxy = fixture.proxy("PROXY_HTTP_API", "0");
        assertThat(candidates(proxy)).containsExactly("1 udp 2130706431 127.0.0.1 18000 typ host");
        try (RawConnection client = new RawConnection(new Socket(
                NetUtil.createInetAddressFromIpAddressString("::1"),
                proxy.address(HttpPort.API).getPort()))) {
            String offer = corpus("chromium-publish-offer.sdp");
            client.send("POST /live/6/whip HTTP/1.0\r\nContent-Length: " + offer.length() + "\r\n\r\n" + offer);
            assertThat(client.readAll())
                    .contains("1 udp 2130706431 0:0:0:0:0:0:0:1 18000 typ host")
                    .doesNotContain("127.0.0.1");
        }
    }

    @Test
    void aNameIsResolved() throws Exception {
        origin("srs-publish-answer.sdp", "8000");
        assertThat(candidates(fixture.proxy("PROXY_RTC_CANDIDATES", "localhost")))
                .contains("1 udp 2130706431 127.0.0.1 18000 typ host")
                .noneMatch(line -> line.contains("localhost"));
    }

    @Test
    void aNameThatCannotBeResolvedLeavesTheAddressThatTheClientUsed() throws Exception {
        origin("srs-publish-answer.sdp", "8000");
        assertThat(candidates(fixture.proxy("PROXY_RTC_CANDIDATES", "no-such-name.invalid")))
                .containsExactly("1 udp 2130706431 127.0.0.1 18000 typ host");
    }

    @Test
    void anAnswerWithoutCandidatesGetsTheProxys() throws Exception {
        String bare = corpus("srs-publish-answer.sdp").replaceAll("a=candidate:.*\r\n", "");
        fixture.origin("a", asked -> Reply.created("/s", bare), "8000");
        assertThat(candidates(fixture.proxy("PROXY_RTC_CANDIDATES", "192.0.2.1")))
                .containsExactly(UDP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "::", "[::]", "192.0.2", "192.0.2.1:8000", "a b", "fe80::1%eth0", "a_b", "http://a"})
    void whatNoBrowserCouldSendToStopsTheStart(String wrong) {
        SettingsReader reader = new SettingsReader(Settings.of(Map.of("PROXY_RTC_CANDIDATES", "192.0.2.1," + wrong)));
        SignalSettings.read(reader);
        assertThatThrownBy(reader::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PROXY_RTC_CANDIDATES")
                .hasMessageContaining("'" + wrong + "' is n");
    }
}
