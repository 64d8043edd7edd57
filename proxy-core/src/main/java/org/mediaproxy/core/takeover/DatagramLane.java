package org.mediaproxy.core.takeover;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.transport.DatagramWay;
import org.mediaproxy.core.transport.Listeners;
import org.mediaproxy.core.transport.UdpListener;

/**
 * Datagrams between the two processes. The newer reads the sockets and sends what it does not know to the older, which handles
 * it as if it had read it, or sends it back where it knows it neither.
 */
final class DatagramLane implements Link.Datagrams {

    /** A frame that is so full is sent before its read is over. */
    private static final int FULL = 256 * 1024;

    /** Frames that may wait for event loops; what comes beyond is dropped. */
    private static final int MAX_WAITING = 256;

    /** More sockets than any machine has loops. */
    private static final int MAX_SOCKETS = 1024;

    private final Channel channel;
    private final Listeners listeners;
    private final List<String> names;
    private final boolean returned;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * One end.
     *
     * @param names of the listeners, in the order that both ends know
     * @param returned whether what comes has been here before: that is so in the newer process
     */
    DatagramLane(Link link, Listeners listeners, List<String> names, boolean returned) {
        this.channel = link.channel();
        this.listeners = listeners;
        this.names = names;
        this.returned = returned;
    }

    /** Lets the listeners of datagrams among the names send to the other process, as the older or as the newer one. */
    void open(List<String> shared) {
        for (String name : shared) {
            UdpListener listener = listeners.datagrams(name);
            if (listener != null) {
                set(listener, new Way(names.indexOf(name)));
            }
        }
    }

    /** Ends {@link #open}. */
    void close(List<String> shared) {
        for (String name : shared) {
            UdpListener listener = listeners.datagrams(name);
            if (listener != null) {
                set(listener, null);
            }
        }
    }

    private void set(UdpListener listener, @Nullable DatagramWay way) {
        if (returned) {
            listener.older(way);
        } else {
            listener.newer(way);
        }
    }

    @Override
    public void received(ByteBuf content) throws IOException {
        int number = DatagramBatch.number(content);
        int socket = DatagramBatch.number(content);
        UdpListener listener = number < names.size() ? listeners.datagrams(names.get(number)) : null;
        if (listener == null || waiting.get() >= MAX_WAITING) {
            return; // closed meanwhile, or its loop is too slow
        }
        List<DatagramPacket> packets = new ArrayList<>();
        try {
            DatagramBatch.read(
                    content, (from, payload) -> packets.add(new DatagramPacket(payload, listener.address(), from)));
        } catch (IOException e) {
            packets.forEach(DatagramPacket::release);
            throw e;
        }
        waiting.incrementAndGet();
        listener.deliver(socket, packets, returned, waiting::decrementAndGet);
    }

    /** One listener's; each socket uses its own place, on its own loop. */
    private final class Way implements DatagramWay {

        private final int listener;
        private final AtomicReferenceArray<@Nullable ByteBuf> frames = new AtomicReferenceArray<>(MAX_SOCKETS);

        Way(int listener) {
            this.listener = listener;
        }

        @Override
        public boolean send(int socket, InetSocketAddress from, ByteBuf payload) {
            if (!channel.isWritable()) {
                return false;
            }
            int place = socket % MAX_SOCKETS;
            ByteBuf frame = frames.get(place);
            if (frame == null) {
                frame = DatagramBatch.begin(channel.alloc(), listener, socket);
                frames.set(place, frame);
            }
            DatagramBatch.add(frame, from, payload);
            if (frame.readableBytes() > FULL) {
                flush(socket);
            }
            return true;
        }

        @Override
        public void flush(int socket) {
            ByteBuf frame = frames.getAndSet(socket % MAX_SOCKETS, null);
            if (frame != null) {
                channel.writeAndFlush(DatagramBatch.end(frame), channel.voidPromise());
            }
        }
    }
}
