package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.unix.Errors.NativeIoException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Keeps a run's bytes until the kernel has taken them, so that a refusal costs no datagram. */
final class SegmentedWrite implements ChannelFutureListener {

    /** Linux: EIO where a checksum cannot be offloaded. */
    private static final int EIO = -5;

    /** Linux before 6.14: EINVAL for a path whose MTU is below the segments', and for sockets without checksums. */
    private static final int EINVAL = -22;

    /** Linux from 6.14: EMSGSIZE for such a path. */
    private static final int EMSGSIZE = -90;

    private final DatagramOutput output;
    private final ByteBuf joined;
    private final int size;
    private final @Nullable InetSocketAddress to;

    SegmentedWrite(DatagramOutput output, ByteBuf joined, int size, @Nullable InetSocketAddress to) {
        this.output = output;
        this.joined = joined;
        this.size = size;
        this.to = to;
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        Throwable cause = written.cause();
        if (cause == null) {
            joined.release();
        } else if (cause instanceof NativeIoException refusal && isRefusal(refusal.expectedErr())) {
            output.refused(joined, size, to);
        } else {
            int packets = (joined.readableBytes() + size - 1) / size;
            joined.release();
            output.failed(packets, cause);
        }
    }

    private static boolean isRefusal(int error) {
        return error == EIO || error == EINVAL || error == EMSGSIZE;
    }
}
