package org.mediaproxy.srt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Writes the packet that ends a connection (draft-sharabayko-srt-01 §3.2.7). Any thread. */
public final class ShutdownWriter {

    private static final int SHUTDOWN = 0x8005_0000;

    private ShutdownWriter() {}

    /**
     * The end of a connection, in the name of the one side for the other. libsrt puts four bytes behind the header, and so
     * does this.
     *
     * @param destination the socket id of the side that is told
     */
    public static ByteBuf shutdown(ByteBufAllocator alloc, int destination) {
        return alloc.buffer(SrtHeader.LENGTH + 4)
                .writeInt(SHUTDOWN)
                .writeInt(0)
                .writeInt(0)
                .writeInt(destination)
                .writeInt(0);
    }
}
