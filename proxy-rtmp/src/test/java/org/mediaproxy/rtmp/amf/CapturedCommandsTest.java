package org.mediaproxy.rtmp.amf;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.rtmp.capture.Capture;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** What real programs say, in which order and with which transaction ids. */
final class CapturedCommandsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ffmpeg-publish | connect(1) 3/0, #1, releaseStream(2) 3/0, FCPublish(3) 3/0, createStream(4) 3/0, publish(5) 8/1
        ffmpeg-play | connect(1) 3/0, #5, createStream(2) 3/0, getStreamLength(3) 8/0, play(4) 8/1, #4, deleteStream(5) 3/0
        gst-rtmp2sink-publish | connect(1) 3/0, #5, releaseStream(0) 3/0, FCPublish(0) 3/0, createStream(2) 3/0, publish(0) 3/1, #1
        gst-rtmp2src-play | connect(1) 3/0, #5, #5, #4, createStream(2) 3/0, play(0) 3/1, #4
        gst-rtmpsrc-play | connect(1) 3/0, #5, #4, createStream(2) 3/0, FCSubscribe(3) 3/0, play(4) 8/1, #4
        librtmp-publish | connect(1) 3/0, releaseStream(2) 3/0, FCPublish(3) 3/0, createStream(4) 3/0, publish(5) 4/1
        rtmpdump-play | connect(1) 3/0, #5, #4, createStream(2) 3/0, FCSubscribe(3) 3/0, play(4) 8/1, #4, deleteStream(5) 3/0
        """)
    void clientsSendTheirCommandsInThisOrder(String client, String commands) {
        assertThat(String.join(", ", messages(Capture.client(client).chunks()))).isEqualTo(commands);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ffmpeg-publish | #5, #6, #1, _result(1) 3/0, _result(4) 3/0, onStatus(0) 5/1
        ffmpeg-play | #5, #6, #1, _result(1) 3/0, _result(2) 3/0, #4, onStatus(0) 5/1
        gst-rtmp2sink-publish | #5, #6, #1, _result(1) 3/0, _result(2) 3/0, onStatus(0) 5/1, onStatus(0) 5/1
        gst-rtmp2src-play | #5, #6, #1, _result(1) 3/0, _result(2) 3/0, #4, onStatus(0) 5/1
        gst-rtmpsrc-play | #5, #6, #1, _result(1) 3/0, _result(2) 3/0, #4, onStatus(0) 5/1
        librtmp-publish | #5, #6, #1, _result(1) 3/0, _result(4) 3/0, onStatus(0) 5/1
        rtmpdump-play | #5, #6, #1, _result(1) 3/0, _result(2) 3/0, #4, onStatus(0) 5/1
        """)
    void originAnswersInThisOrder(String client, String commands) {
        assertThat(String.join(", ", messages(Capture.origin(client).chunks()))).isEqualTo(commands);
    }

    @Test
    void connectAndPublishHoldWhatRoutesAStream() {
        List<RtmpCommand> commands = commands(Capture.client("ffmpeg-publish").chunks());
        assertThat(commands.get(0).object(0))
                .containsEntry("app", "live")
                .containsEntry("tcUrl", "rtmp://127.0.0.1:31005/live");
        assertThat(commands.get(4).arguments()).containsExactly(AmfNull.NULL, "pub1?token=abc", "live");
    }

    private static List<RtmpCommand> commands(byte[] chunks) {
        List<RtmpCommand> commands = new ArrayList<>();
        read(chunks, message -> {
            if (RtmpCommand.isCommand(message.type())) {
                commands.add(RtmpCommand.parse(message));
            }
        });
        return commands;
    }

    /** Commands as name(transaction) csid/stream id; control messages by type; media and data not at all. */
    private static List<String> messages(byte[] chunks) {
        List<String> lines = new ArrayList<>();
        read(chunks, message -> {
            ByteBuf payload = message.payload();
            if (payload == null) {
                return;
            }
            if (RtmpCommand.isCommand(message.type())) {
                RtmpCommand command = RtmpCommand.parse(message);
                lines.add(command.name() + "(" + (int) command.transaction() + ") " + message.csid() + "/"
                        + message.streamId());
            } else {
                lines.add("#" + message.type());
            }
        });
        return lines;
    }

    private static void read(byte[] chunks, Consumer<RtmpMessage> action) {
        UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
        ChunkReader reader = new ChunkReader(type -> type <= 6 || RtmpCommand.isCommand(type), 1 << 20, alloc);
        ByteBuf in = Unpooled.wrappedBuffer(chunks);
        while (in.isReadable()) {
            RtmpMessage message = reader.read(in);
            if (message != null) {
                action.accept(message);
                message.release();
            }
        }
        reader.close();
        assertThat(alloc.metric().usedHeapMemory()).isZero();
    }
}
