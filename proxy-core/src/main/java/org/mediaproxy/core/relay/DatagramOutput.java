package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.session.ByteCount;
import org.mediaproxy.core.session.Side;

/**
 * One way out of a relay, to its client or to its origin, on the relay's event loop. Datagrams of one batch are kept and
 * written as runs: as many as have the same size and the same destination, of which the last may be smaller, leave as
 * one packet that the kernel cuts (UDP generic segmentation offload, Linux UDP_SEGMENT). The way through the network
 * stack, which is most of a datagram's cost, is then walked once a run.
 *
 * <p>A kernel refuses runs that the route cannot take: no checksum offload, IPsec, a path whose MTU is below the size.
 * Others on the same socket have other routes, so the refusal is remembered here, for this peer.
 */
final class DatagramOutput {

    /** UDP_MAX_SEGMENTS of Linux before 6.9; later ones take 128. */
    static final int MAX_SEGMENTS = 64;

    /** What fits into one IPv4 packet: 65,535 less the headers of IP and UDP. */
    static final int MAX_RUN_BYTES = 65_507;

    private final DatagramLoop loop;
    private final Channel channel;
    private final Side side;
    private final ByteCount count;
    private final @Nullable InetSocketAddress connected;
    private final boolean adjacent;

    /** Bytes of room; where there is less, a sixteenth of what may wait does wait, and so will what is written next. */
    private final long ample;

    private boolean segments;
    private @Nullable DatagramRun run;

    /**
     * A way out.
     *
     * @param connected the peer of a connected socket; null where each datagram names its own
     * @param adjacent whether datagrams come as they lie in one buffer, whose indices move on with each
     * @param segments whether the socket takes segmented packets
     */
    DatagramOutput(
            DatagramLoop loop,
            Channel channel,
            Side side,
            ByteCount count,
            @Nullable InetSocketAddress connected,
            boolean adjacent,
            boolean segments) {
        this.loop = loop;
        this.channel = channel;
        this.side = side;
        this.count = count;
        this.connected = connected;
        this.adjacent = adjacent;
        ample = channel.config().getWriteBufferHighWaterMark() / 16 * 15L;
        this.segments = segments;
    }

    /** Adds a datagram to the batch, which takes the payload over. The loop flushes at the end of the batch. */
    void add(ByteBuf payload, @Nullable InetSocketAddress to) {
        DatagramRun open = run;
        if (open == null) {
            open = loop.open(this, adjacent);
            run = open;
        }
        if (!open.takes(payload, to)) {
            write(open);
        }
        open.add(payload, to);
    }

    /** Sends a datagram at once, behind those of the batch; takes the payload over. */
    void send(ByteBuf payload, @Nullable InetSocketAddress to) {
        if (run != null) {
            write(run);
        }
        count(1, payload.readableBytes());
        writePlain(payload, to);
        channel.flush();
    }

    /** Writes what is left of the batch and flushes; the run goes back to the loop. */
    void flush() {
        DatagramRun open = run;
        run = null;
        if (open != null) {
            write(open);
            channel.flush();
        }
    }

    private void write(DatagramRun open) {
        int packets = open.count();
        if (packets == 0) {
            return;
        }
        long room = channel.bytesBeforeUnwritable();
        if (!channel.isActive()) {
            loop.counters().dropped(DatagramDrop.ENDED, packets);
        } else if (room == 0) {
            loop.counters().dropped(DatagramDrop.CONGESTED, packets);
        } else {
            count(packets, open.bytes());
            if (room < ample) {
                open.detach();
            }
            if (packets > 1 && segments) {
                writeSegmented(open);
            } else {
                for (int i = 0; i < packets; i++) {
                    writePlain(open.part(i), open.to());
                }
            }
        }
        open.clear();
    }

    private void count(int packets, int bytes) {
        count.add(bytes);
        loop.counters().sentTo(side, packets, bytes);
    }

    private void writePlain(ByteBuf payload, @Nullable InetSocketAddress to) {
        channel.write(to == null ? payload : new DatagramPacket(payload, to), channel.voidPromise());
    }

    private void writeSegmented(DatagramRun open) {
        ByteBuf joined = open.joined();
        // On a connected socket too, since io_uring would send to nobody otherwise.
        InetSocketAddress to = connected == null ? open.to() : connected;
        SegmentedDatagramPacket packet = new SegmentedDatagramPacket(joined.retain(), open.size(), to);
        channel.write(packet).addListener(new SegmentedWrite(this, joined, open.size(), open.to()));
    }

    /** The kernel would not cut a run: sends its datagrams one by one, and all later ones too. */
    void refused(ByteBuf joined, int size, @Nullable InetSocketAddress to) {
        segments = false;
        loop.counters().unsegmented();
        while (joined.isReadable()) {
            writePlain(joined.readRetainedSlice(Math.min(size, joined.readableBytes())), to);
        }
        joined.release();
        channel.flush();
    }

    /** A run was not sent, for a reason that has nothing to do with its being one. */
    void failed(int packets, Throwable cause) {
        loop.counters().dropped(DatagramDrop.UNSENT, packets - 1); // the channel's handler counts one for the error
        channel.pipeline().fireExceptionCaught(cause);
    }
}
