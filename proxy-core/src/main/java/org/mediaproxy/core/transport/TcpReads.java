package org.mediaproxy.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How one TCP channel is read: into buffers of 16 to 64 KiB, up to 16 each time it is ready. A video frame that comes
 * alone is one read and one write, not two of each because the frame before it was smaller; a burst is few large reads.
 *
 * <p>Who relays the channel can be called before each read, and move on what the socket holds without reading it. Netty
 * has no other place for that than its question for the next buffer; it goes on to read as ever, so ends, errors and
 * events stay its own matter. On the channel's event loop.
 */
public final class TcpReads implements RecvByteBufAllocator {

    // The 16 must be said: a channel gives it to its first allocator only, and one of the application's own starts at a
    // single read.
    private static final RecvByteBufAllocator SIZES =
            new AdaptiveRecvByteBufAllocator(16 * 1024, 16 * 1024, 64 * 1024).maxMessagesPerRead(16);

    private final boolean splices;
    private @Nullable BeforeRead beforeRead;

    private TcpReads(boolean splices) {
        this.splices = splices;
    }

    /** What is done before each read. */
    @FunctionalInterface
    public interface BeforeRead {

        /**
         * The channel is open and about to be read, and must still be open afterwards.
         *
         * @throws IOException counts as thrown by the read
         */
        void run() throws IOException;
    }

    /**
     * Reads the channel this way, from its first read on.
     *
     * @param splices whether its bytes may go from socket to socket inside the kernel
     */
    static void install(Channel channel, boolean splices) {
        channel.config().setRecvByteBufAllocator(new TcpReads(splices));
    }

    /** The channel's own, or null where it is not one of a {@link Transport} whose sockets can be spliced. */
    public static @Nullable TcpReads ofSpliced(Channel channel) {
        return channel.config().getRecvByteBufAllocator() instanceof TcpReads reads && reads.splices ? reads : null;
    }

    /** Calls this before each read from now on. */
    public void beforeRead(BeforeRead action) {
        beforeRead = action;
    }

    @Override
    @SuppressWarnings("deprecation") // its only interface
    public Handle newHandle() {
        return new Reads((ExtendedHandle) SIZES.newHandle());
    }

    @SuppressWarnings("deprecation")
    private final class Reads extends DelegatingHandle implements ExtendedHandle {

        private final ExtendedHandle sizes;

        Reads(ExtendedHandle sizes) {
            super(sizes);
            this.sizes = sizes;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            if (beforeRead != null) {
                try {
                    beforeRead.run();
                } catch (IOException e) {
                    throw TcpReads.<RuntimeException>asIs(e);
                }
            }
            return sizes.allocate(alloc);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return sizes.continueReading(maybeMoreData);
        }
    }

    /** Netty tells a broken connection by the exception's class, and declares none for this place. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E asIs(IOException e) throws E {
        throw (E) e;
    }
}
