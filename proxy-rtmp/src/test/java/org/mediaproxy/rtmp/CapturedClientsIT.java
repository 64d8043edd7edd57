package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.rtmp.RelayBytesIT.assertSame;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.rtmp.capture.Capture;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** What real programs said to nginx-rtmp, said to the proxy. */
final class CapturedClientsIT {

    @ParameterizedTest
    @CsvSource({
        "ffmpeg-publish,publish,__defaultVhost__/live/pub1",
        "ffmpeg-play,play,__defaultVhost__/live/cam",
        "gst-rtmp2sink-publish,publish,__defaultVhost__/live/pub2",
        "gst-rtmp2src-play,play,__defaultVhost__/live/cam",
        "gst-rtmpsrc-play,play,__defaultVhost__/live/cam",
        "librtmp-publish,publish,__defaultVhost__/live/pub3",
        "rtmpdump-play,play,__defaultVhost__/live/cam"
    })
    void aRealClientIsIdentifiedAndReplayedByteForByte(String name, String role, String stream) {
        Capture capture = Capture.client(name);
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.connected(proxy)) {
            client.send(new Wire().raw(new byte[] {3}).raw(capture.firstBlock()));
            client.read(1 + 2 * Client.BLOCK);
            client.startReading();
            client.send(capture.secondBlock());
            client.send(capture.chunks());
            OriginConnection connection = origin.next();
            byte[] said = connection.inbox().awaitBytes(capture.chunks().length);
            assertSame(said, capture.chunks());
            assertThat(connection.inbox().unreadable()).isNull();
            assertThat(proxy.session().role()).isEqualTo(StreamRole.valueOf(role.toUpperCase(Locale.ROOT)));
            assertThat(proxy.session().stream()).hasToString(stream);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffmpeg-publish",
                "ffmpeg-play",
                "gst-rtmp2sink-publish",
                "gst-rtmp2src-play",
                "gst-rtmpsrc-play",
                "librtmp-publish",
                "rtmpdump-play"
            })
    void aRealOriginsAnswersReachARealClientButForTheirTransactions(String name) {
        byte[] answers = Capture.origin(name).chunks();
        ScriptedOrigin origin =
                new ScriptedOrigin(connection -> connection.shake().send(answers));
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.shaken(proxy)) {
            client.send(Capture.client(name).chunks());
            byte[] seen = client.inbox().awaitBytes(answers.length + 1);
            OriginConnection connection = origin.next();
            client.inbox().await(said -> said.name().equals("onStatus"), "onStatus");
            assertThat(client.inbox().unreadable()).isNull();
            assertThat(connection.inbox().unreadable()).isNull();
            assertThat(seen).isNotEmpty();
        }
    }
}
