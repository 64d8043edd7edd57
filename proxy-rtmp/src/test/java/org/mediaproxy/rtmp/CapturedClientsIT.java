package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.rtmp.RelayBytesIT.assertEndsWith;
import static org.mediaproxy.rtmp.RelayBytesIT.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.capture.Capture;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpMessage;
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
            client.inbox().await(said -> said.name().equals("onStatus"), "onStatus");
            byte[] expected = neutralised(answers);
            await().untilAsserted(() -> assertEndsWith(client.inbox().bytes(), expected));
            assertThat(client.inbox().unreadable()).isNull();
            assertThat(origin.next().inbox().unreadable()).isNull();
        }
    }

    /** The same bytes, with a billion added to the transaction of each {@code _result}. */
    private static byte[] neutralised(byte[] answers) {
        ByteBuf changed = Unpooled.copiedBuffer(answers);
        ByteBuf read = Unpooled.wrappedBuffer(answers);
        ChunkReader reader = new ChunkReader(RtmpCommand::isCommand, 1 << 20, UnpooledByteBufAllocator.DEFAULT);
        for (RtmpMessage message = reader.read(read); message != null; message = reader.read(read)) {
            if (RtmpCommand.isCommand(message.type())) {
                RtmpCommand command = RtmpCommand.parse(message);
                if (command.name().equals("_result")) {
                    int at = (int) message.payloadPosition(command.transactionOffset());
                    changed.setDouble(at, command.transaction() + 1_000_000_000);
                }
            }
            message.release();
        }
        reader.close();
        return ByteBufUtil.getBytes(changed);
    }
}
