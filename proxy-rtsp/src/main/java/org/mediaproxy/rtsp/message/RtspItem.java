package org.mediaproxy.rtsp.message;

import io.netty.buffer.ByteBuf;

/** One thing on an RTSP connection, with its bytes as they came. Owned by whoever it was given to. */
public sealed interface RtspItem permits RtspMessage, InterleavedFrame, BlankLines {

    /** All of its bytes, between the buffer's indexes. */
    ByteBuf raw();

    /** Gives up the bytes. */
    default void release() {
        raw().release();
    }
}
