package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;
import java.util.function.Consumer;
import org.mediaproxy.rtmp.amf.Amf0Writer;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpControl;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** What the demo origin says to RTMP clients, in the order and with the numbers of SRS. Any thread. */
final class DemoReplies {

    /** The chunk size in which the demo origin sends from its answer to connect on, in bytes. */
    static final int CHUNK_SIZE = 60_000;

    private static final int WINDOW = 2_500_000;

    private static final int COMMAND_CSID = 3;
    private static final int STATUS_CSID = 5;

    /** User control event: the stream has no more media (RTMP 1.0 §7.1.7). */
    private static final int STREAM_EOF = 1;

    private final ByteBufAllocator alloc;

    DemoReplies(ByteBufAllocator alloc) {
        this.alloc = alloc;
    }

    /** A writer for what follows the answer to connect. */
    static ChunkWriter writer() {
        ChunkWriter writer = new ChunkWriter();
        writer.setChunkSize(CHUNK_SIZE);
        return writer;
    }

    ByteBuf connected(double transaction, double objectEncoding) {
        ByteBuf out = alloc.buffer(512);
        RtmpControl.windowAckSize(out, WINDOW);
        RtmpControl.setPeerBandwidth(out, WINDOW, RtmpControl.LIMIT_DYNAMIC);
        RtmpControl.setChunkSize(out, CHUNK_SIZE);
        Map<String, Object> server = Map.of("fmsVer", "FMS/3,5,3,888", "capabilities", 127, "mode", 1);
        command(out, COMMAND_CSID, 0, body -> new Amf0Writer(body)
                .string("_result")
                .number(transaction)
                .object(server)
                .startObject()
                .key("level")
                .string("status")
                .key("code")
                .string("NetConnection.Connect.Success")
                .key("description")
                .string("Connection succeeded")
                .key("objectEncoding")
                .number(objectEncoding)
                .endObject());
        return command(out, COMMAND_CSID, 0, body -> new Amf0Writer(body)
                .string("onBWDone")
                .number(0)
                .nullValue());
    }

    /** The answer to createStream, where the number is the stream id, or to getStreamLength, where it is seconds. */
    ByteBuf result(double transaction, double number) {
        return command(alloc.buffer(64), COMMAND_CSID, 0, body -> new Amf0Writer(body)
                .string("_result")
                .number(transaction)
                .nullValue()
                .number(number));
    }

    /** The answer to a call that asks for nothing. */
    ByteBuf done(double transaction) {
        return command(alloc.buffer(64), COMMAND_CSID, 0, body -> new Amf0Writer(body)
                .string("_result")
                .number(transaction)
                .nullValue()
                .nullValue());
    }

    ByteBuf publishStarted() {
        ByteBuf out =
                status(alloc.buffer(512), "onFCPublish", "status", "NetStream.Publish.Start", "Started publishing");
        return status(out, "onStatus", "status", "NetStream.Publish.Start", "Started publishing");
    }

    ByteBuf unpublished() {
        ByteBuf out = status(alloc.buffer(512), "onFCUnpublish", "status", "NetStream.Unpublish.Success", "Stopped");
        return status(out, "onStatus", "status", "NetStream.Unpublish.Success", "Stopped publishing");
    }

    /** An onStatus of level error: the last thing the client hears. */
    ByteBuf refused(String code, String description) {
        return status(alloc.buffer(256), "onStatus", "error", code, description);
    }

    ByteBuf playStarted() {
        ByteBuf out = alloc.buffer(512);
        RtmpControl.streamBegin(out, MediaMessage.STREAM_ID);
        status(out, "onStatus", "status", "NetStream.Play.Reset", "Playing and resetting stream");
        status(out, "onStatus", "status", "NetStream.Play.Start", "Started playing stream");
        message(out, STATUS_CSID, RtmpMessage.DATA_AMF0, MediaMessage.STREAM_ID, body -> new Amf0Writer(body)
                .string("|RtmpSampleAccess")
                .bool(true)
                .bool(true));
        return message(out, STATUS_CSID, RtmpMessage.DATA_AMF0, MediaMessage.STREAM_ID, body -> new Amf0Writer(body)
                .string("onStatus")
                .object(Map.of("code", "NetStream.Data.Start")));
    }

    ByteBuf playEnded() {
        ByteBuf out = alloc.buffer(256);
        RtmpControl.userControl(out, STREAM_EOF, MediaMessage.STREAM_ID);
        return status(out, "onStatus", "status", "NetStream.Play.UnpublishNotify", "Stream is now unpublished");
    }

    private static ByteBuf status(ByteBuf out, String command, String level, String code, String description) {
        return command(out, STATUS_CSID, MediaMessage.STREAM_ID, body -> new Amf0Writer(body)
                .string(command)
                .number(0)
                .nullValue()
                .startObject()
                .key("level")
                .string(level)
                .key("code")
                .string(code)
                .key("description")
                .string(description)
                .endObject());
    }

    private static ByteBuf command(ByteBuf out, int csid, int streamId, Consumer<ByteBuf> content) {
        return message(out, csid, RtmpMessage.COMMAND_AMF0, streamId, content);
    }

    private static ByteBuf message(ByteBuf out, int csid, int type, int streamId, Consumer<ByteBuf> content) {
        ByteBuf body = out.alloc().buffer(256);
        try {
            content.accept(body);
            writer().write(out, csid, type, streamId, 0, body);
            return out;
        } finally {
            body.release();
        }
    }
}
