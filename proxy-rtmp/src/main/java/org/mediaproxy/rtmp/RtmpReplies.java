package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.regex.Pattern;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.rtmp.amf.Amf0Writer;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpControl;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/**
 * Everything the proxy itself says to RTMP clients. Each answer before the relay fits into one chunk of 128 bytes,
 * because some clients cannot read a command in several, and because the proxy must not set a chunk size: the origin's
 * bytes that follow assume a decoder in its first state.
 */
final class RtmpReplies {

    private static final int COMMAND_CSID = 3;
    private static final int STATUS_CSID = 5;

    /** Bytes between acknowledgements: what SRS says. */
    private static final int WINDOW = 2_500_000;

    private static final int MAX_DESCRIPTION = 30;
    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]");

    private final ByteBufAllocator alloc;
    private final ChunkWriter writer = new ChunkWriter();

    RtmpReplies(ByteBufAllocator alloc) {
        this.alloc = alloc;
    }

    /** The chunk size of whoever's bytes went before: the client's decoder has it. */
    void chunkSize(int chunkSize) {
        writer.setChunkSize(chunkSize);
    }

    /** The answer to connect, behind the window and bandwidth that servers name first and some clients wait for. */
    ByteBuf connected(double transaction, double objectEncoding) {
        ByteBuf result = connectResult(transaction, objectEncoding);
        ByteBuf out = alloc.buffer(256);
        RtmpControl.windowAckSize(out, WINDOW);
        RtmpControl.setPeerBandwidth(out, WINDOW, RtmpControl.LIMIT_DYNAMIC);
        out.writeBytes(result);
        result.release();
        return out;
    }

    private ByteBuf connectResult(double transaction, double objectEncoding) {
        return command(COMMAND_CSID, 0, body -> new Amf0Writer(body)
                .string("_result")
                .number(transaction)
                .startObject()
                .key("fmsVer")
                .string("FMS/3,5,7")
                .endObject()
                .startObject()
                .key("level")
                .string("status")
                .key("code")
                .string("NetConnection.Connect.Success")
                .key("objectEncoding")
                .number(objectEncoding)
                .endObject());
    }

    ByteBuf created(double transaction, int streamId) {
        return command(COMMAND_CSID, 0, body -> new Amf0Writer(body)
                .string("_result")
                .number(transaction)
                .nullValue()
                .number(streamId));
    }

    ByteBuf done(double transaction) {
        return command(COMMAND_CSID, 0, body -> new Amf0Writer(body)
                .string("_result")
                .number(transaction)
                .nullValue()
                .nullValue());
    }

    /** The length of a live stream, in seconds: none, but ffmpeg complains of an answer without a number. */
    ByteBuf noLength(double transaction) {
        return command(COMMAND_CSID, 0, body -> new Amf0Writer(body)
                .string("_result")
                .number(transaction)
                .nullValue()
                .number(0));
    }

    /** An onStatus of level error: the last thing a client hears. */
    ByteBuf failed(int streamId, StreamRole role, Cause cause, String description) {
        String cut = description.substring(0, Math.min(description.length(), MAX_DESCRIPTION));
        String shown = NOT_ASCII.matcher(cut).replaceAll("?"); // so that characters are bytes
        return command(STATUS_CSID, streamId, body -> new Amf0Writer(body)
                .string("onStatus")
                .number(0)
                .nullValue()
                .startObject()
                .key("level")
                .string("error")
                .key("code")
                .string(code(role, cause))
                .key("description")
                .string(shown)
                .endObject());
    }

    private static String code(StreamRole role, Cause cause) {
        if (role == StreamRole.PLAY) {
            return cause == Cause.UNSUPPORTED ? "NetStream.Play.StreamNotFound" : "NetStream.Play.Failed";
        }
        return cause == Cause.REFUSED || cause == Cause.UNSUPPORTED
                ? "NetStream.Publish.BadName"
                : "NetStream.Publish.Failed";
    }

    private ByteBuf command(int csid, int streamId, java.util.function.Consumer<ByteBuf> content) {
        ByteBuf body = alloc.buffer(128);
        ByteBuf out = alloc.buffer(160);
        try {
            content.accept(body);
            writer.write(out, csid, RtmpMessage.COMMAND_AMF0, streamId, 0, body);
            return out;
        } finally {
            body.release();
        }
    }
}
