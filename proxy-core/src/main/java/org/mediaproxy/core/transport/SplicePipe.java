package org.mediaproxy.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A pipe of the kernel through which an event loop moves bytes from one TCP socket to another without copying them
 * (splice, Linux). One for each thread, because it is empty whenever a move is over: what the target does not take is
 * read back. Its 16 slots hold a page or a packet each, 64 KiB at most.
 */
public final class SplicePipe {

    /** The most that one move takes, in bytes. */
    public static final int CAPACITY = 64 * 1024;

    private static final FastThreadLocal<SplicePipe> PIPES = new FastThreadLocal<>() {
        @Override
        protected SplicePipe initialValue() throws IOException {
            return new SplicePipe();
        }

        @Override
        protected void onRemoval(SplicePipe pipe) throws IOException {
            pipe.close();
        }
    };

    private final FileDescriptor out;
    private final FileDescriptor in;
    private int held;

    private SplicePipe() throws IOException {
        FileDescriptor[] ends = FileDescriptor.pipe();
        this.out = ends[0];
        this.in = ends[1];
    }

    /** The calling event loop's, or null as long as the process has no descriptors left for one. */
    public static @Nullable SplicePipe ofThread() {
        try {
            return PIPES.get();
        } catch (Exception e) { // Netty throws the IOException unannounced
            return null;
        }
    }

    /** Whether the channel is a socket of the kind that is spliced. */
    public static boolean canDrainTo(Channel channel) {
        return channel instanceof EpollSocketChannel;
    }

    /**
     * Takes what a socket has, up to {@link #CAPACITY}; the pipe must be empty.
     *
     * @return bytes taken; 0 if the socket has none, or has ended, which only a read tells
     * @throws IOException if the socket is broken
     */
    public int fill(Channel socket) throws IOException {
        held = Native.splice(((UnixChannel) socket).fd().intValue(), -1, in.intValue(), -1, CAPACITY);
        return held;
    }

    /**
     * Gives a socket what it takes.
     *
     * @return the bytes that are left, to be had with {@link #readRest}
     * @throws IOException if the socket is broken; the pipe is then empty
     */
    public int drain(Channel socket) throws IOException {
        int target = ((UnixChannel) socket).fd().intValue();
        try {
            while (held > 0) {
                int moved = Native.splice(out.intValue(), -1, target, -1, held);
                if (moved == 0) {
                    break;
                }
                held -= moved;
            }
        } catch (IOException e) {
            PIPES.remove(); // with what is in it
            throw e;
        }
        return held;
    }

    /** Empties the pipe into a buffer that has room for what {@link #drain} left. */
    public void readRest(ByteBuf buffer) throws IOException {
        while (held > 0) {
            int index = buffer.writerIndex();
            int read = out.readAddress(buffer.memoryAddress(), index, index + held);
            if (read <= 0) {
                PIPES.remove();
                throw new IOException("a pipe lost " + held + " bytes");
            }
            buffer.writerIndex(index + read);
            held -= read;
        }
    }

    private void close() throws IOException {
        in.close();
        out.close();
    }
}
