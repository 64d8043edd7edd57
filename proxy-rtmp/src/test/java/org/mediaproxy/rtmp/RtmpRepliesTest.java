package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpControl;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** A client that cannot put a command together from several chunks understands every answer. */
final class RtmpRepliesTest {

    private static final UnpooledByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;

    static Stream<Arguments> answers() {
        RtmpReplies replies = new RtmpReplies(ALLOC);
        double transaction = 123_456_789;
        return Stream.of(
                Arguments.of("connect", replies.connected(transaction, 3)),
                Arguments.of("createStream", replies.created(transaction, Integer.MAX_VALUE)),
                Arguments.of("getStreamLength", replies.noLength(transaction)),
                Arguments.of("releaseStream", replies.done(transaction)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void everyAnswerBeforeTheRelayIsOneChunk(String name, ByteBuf answer) {
        assertLastFitsOneChunk(answer);
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyFailureIsOneChunkWhateverItsDescription(Cause cause) {
        RtmpReplies replies = new RtmpReplies(ALLOC);
        for (StreamRole role : StreamRole.values()) {
            for (String description : new String[] {"", "no", "x".repeat(500), "für 流 \uD83D\uDE00".repeat(9)}) {
                assertLastFitsOneChunk(replies.failed(Integer.MAX_VALUE, role, cause, description));
            }
        }
    }

    private static void assertLastFitsOneChunk(ByteBuf answer) {
        ChunkReader reader = new ChunkReader(RtmpCommand::isCommand, 4096, ALLOC);
        int commands = 0;
        for (RtmpMessage message = reader.read(answer); message != null; message = reader.read(answer)) {
            assertThat(message.length()).isLessThanOrEqualTo(ChunkReader.DEFAULT_CHUNK_SIZE);
            assertThat(message.type()).isNotEqualTo(RtmpMessage.SET_CHUNK_SIZE);
            commands += RtmpCommand.isCommand(message.type()) ? 1 : 0;
            message.release();
        }
        assertThat(commands).isEqualTo(1);
        assertThat(reader.atBoundary()).isTrue();
        answer.release();
    }

    @Test
    void aStatusBehindAnotherSendersBytesHasItsChunkSize() {
        RtmpReplies replies = new RtmpReplies(ALLOC);
        replies.chunkSize(32);
        ByteBuf bytes = ALLOC.buffer();
        RtmpControl.setChunkSize(bytes, 32);
        ByteBuf status = replies.failed(1, StreamRole.PUBLISH, Cause.REFUSED, "no");
        bytes.writeBytes(status);
        status.release();
        ChunkReader reader = new ChunkReader(RtmpCommand::isCommand, 4096, ALLOC);
        RtmpMessage size = reader.read(bytes);
        RtmpMessage message = reader.read(bytes);
        assertThat(size).isNotNull();
        assertThat(message).isNotNull();
        assertThat(RtmpCommand.parse(message).object(1)).containsEntry("code", "NetStream.Publish.BadName");
        assertThat(bytes.isReadable()).isFalse();
        message.release();
        bytes.release();
    }
}
