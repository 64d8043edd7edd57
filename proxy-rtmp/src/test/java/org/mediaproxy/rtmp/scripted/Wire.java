package org.mediaproxy.rtmp.scripted;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.mediaproxy.rtmp.amf.Amf0Writer;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpControl;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** Bytes of RTMP, put together message by message. */
public final class Wire {

    private final ByteBuf out = Unpooled.buffer();
    private final ChunkWriter writer = new ChunkWriter();

    /** Sets the chunk size and says so. */
    public Wire chunkSize(int size) {
        RtmpControl.setChunkSize(out, size);
        writer.setChunkSize(size);
        return this;
    }

    /** Chunks of that size from here on, which the peer has been told. */
    public Wire inChunksOf(int size) {
        writer.setChunkSize(size);
        return this;
    }

    public Wire message(int csid, int type, int streamId, long timestamp, byte[] payload) {
        writer.write(out, csid, type, streamId, timestamp, Unpooled.wrappedBuffer(payload));
        return this;
    }

    public Wire command(int csid, int streamId, Consumer<Amf0Writer> content) {
        return message(csid, RtmpMessage.COMMAND_AMF0, streamId, 0, amf(content));
    }

    /** A command of type 17: AMF0 behind a zero. */
    public Wire amf3Command(int csid, int streamId, Consumer<Amf0Writer> content) {
        byte[] amf = amf(content);
        byte[] payload = new byte[amf.length + 1];
        System.arraycopy(amf, 0, payload, 1, amf.length);
        return message(csid, RtmpMessage.COMMAND_AMF3, streamId, 0, payload);
    }

    public Wire connect(String app) {
        return command(3, 0, amf -> connect(amf, app));
    }

    static void connect(Amf0Writer amf, String app) {
        amf.string("connect").number(1).startObject();
        amf.key("app").string(app).key("flashVer").string("FMLE/3.0 (compatible; test)");
        amf.key("tcUrl").string("rtmp://127.0.0.1/" + app).endObject();
    }

    /** A command with a null and perhaps a name. */
    public Wire call(String name, double transaction, String... arguments) {
        return call(3, 0, name, transaction, arguments);
    }

    public Wire call(int csid, int streamId, String name, double transaction, String... arguments) {
        return command(csid, streamId, amf -> {
            amf.string(name).number(transaction).nullValue();
            for (String argument : arguments) {
                amf.string(argument);
            }
        });
    }

    public Wire publish(String stream) {
        return call(8, 1, "publish", 5, stream, "live");
    }

    public Wire play(String stream) {
        return call(8, 1, "play", 4, stream);
    }

    /** What OBS says up to publish, in its order. */
    public Wire publisher(String app, String stream) {
        return publisherUpToPublish(app, stream).publish(stream);
    }

    public Wire publisherUpToPublish(String app, String stream) {
        return connect(app)
                .call("releaseStream", 2, stream)
                .call("FCPublish", 3, stream)
                .call("createStream", 4);
    }

    /** What players say. */
    public Wire player(String app, String stream) {
        return connect(app).call("createStream", 2).play(stream);
    }

    public Wire status(int streamId, String level, String code) {
        return command(5, streamId, amf -> amf.string("onStatus")
                .number(0)
                .nullValue()
                .startObject()
                .key("level")
                .string(level)
                .key("code")
                .string(code)
                .endObject());
    }

    public Wire result(String name, double transaction, double value) {
        return command(
                3, 0, amf -> amf.string(name).number(transaction).nullValue().number(value));
    }

    public Wire userControl(int event, int value) {
        RtmpControl.userControl(out, event, value);
        return this;
    }

    /** Bytes as they are. */
    public Wire raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public byte[] bytes() {
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] amf(Consumer<Amf0Writer> content) {
        ByteBuf body = Unpooled.buffer();
        content.accept(new Amf0Writer(body));
        return ByteBufUtil.getBytes(body);
    }
}
