package org.mediaproxy.srt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.srt.packet.SrtHeader;

/**
 * The last word of a handshake, for a caller that did not hear it and asks again. Its timestamp goes on meanwhile,
 * because the caller takes the origin's clock from it. Immutable.
 */
final class StoredAnswer {

    private final byte[] packet;
    private final long nanos;

    /**
     * Keeps a copy.
     *
     * @param packet stays its owner's
     * @param nowNanos when it came, on the clock of {@link System#nanoTime}
     */
    StoredAnswer(ByteBuf packet, long nowNanos) {
        this.packet = ByteBufUtil.getBytes(packet);
        this.nanos = nowNanos;
    }

    /** The packet as it would be sent now, owned by the caller of this. */
    ByteBuf packet(ByteBufAllocator alloc, long nowNanos) {
        ByteBuf copy = alloc.buffer(packet.length).writeBytes(packet);
        SrtHeader.delayTimestamp(copy, TimeUnit.NANOSECONDS.toMicros(nowNanos - nanos));
        return copy;
    }
}
