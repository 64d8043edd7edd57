package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** The proxy's own answers on the wire. All others are the origin's. */
final class RtspReplies {

    /**
     * What every server knows. GET_PARAMETER is left out: players that are told of it use it to keep a session alive,
     * and not every origin has it; those that are not told use OPTIONS.
     */
    private static final String PUBLIC =
            "Public: OPTIONS, DESCRIBE, ANNOUNCE, SETUP, PLAY, PAUSE, RECORD, TEARDOWN\r\n";

    private final ByteBufAllocator alloc;

    RtspReplies(ByteBufAllocator alloc) {
        this.alloc = alloc;
    }

    /** The answer to OPTIONS before a stream is known. */
    ByteBuf options(String cseq) {
        return reply(RtspStatus.OK, cseq, PUBLIC);
    }

    /** An answer without a body. */
    ByteBuf status(RtspStatus status, String cseq) {
        return reply(status, cseq, "");
    }

    private ByteBuf reply(RtspStatus status, String cseq, String more) {
        String number = cseq.isEmpty() ? "" : "CSeq: " + cseq + "\r\n";
        String text = "RTSP/1.0 " + status.text() + "\r\n" + number + more + "\r\n";
        ByteBuf bytes = alloc.buffer(text.length());
        bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return bytes;
    }
}
