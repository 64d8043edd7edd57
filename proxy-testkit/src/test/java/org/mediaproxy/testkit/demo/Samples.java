package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import org.mediaproxy.rtmp.amf.Amf0Writer;

/** Payloads that look enough like media. */
final class Samples {

    static final byte[] AVC_HEADER = {0x17, 0, 0, 0, 0, 1};
    static final byte[] AAC_HEADER = {(byte) 0xAF, 0, 0x12, 0x10};

    private Samples() {}

    static byte[] keyframe(int number) {
        return new byte[] {0x17, 1, 0, 0, 0, (byte) number};
    }

    static byte[] frame(int number) {
        return new byte[] {0x27, 1, 0, 0, 0, (byte) number};
    }

    static byte[] audio(int number) {
        return new byte[] {(byte) 0xAF, 1, (byte) number};
    }

    /** Metadata as players get it. */
    static byte[] metadata() {
        ByteBuf out = Unpooled.buffer();
        new Amf0Writer(out).string("onMetaData").ecmaArray(Map.of("width", 320));
        return bytes(out);
    }

    /** Metadata as encoders send it. */
    static byte[] setDataFrame() {
        ByteBuf out = Unpooled.buffer();
        new Amf0Writer(out).string("@setDataFrame").string("onMetaData").ecmaArray(Map.of("width", 320));
        return bytes(out);
    }

    static byte[] bytes(ByteBuf from) {
        byte[] all = new byte[from.readableBytes()];
        from.readBytes(all).release();
        return all;
    }
}
