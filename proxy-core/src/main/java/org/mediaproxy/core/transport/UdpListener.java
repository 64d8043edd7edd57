package org.mediaproxy.core.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A bound UDP address with its sockets. Any thread. */
public final class UdpListener implements AutoCloseable {

    /**
     * Bytes of the longest datagram that is read whole. A longer one is cut to this length without a sign of it, so
     * whoever reads must take a datagram of exactly this length for a cut one. Media keeps below 1,500.
     */
    public static final int MAX_PAYLOAD = 2048;

    private final InetSocketAddress address;
    private final List<Channel> sockets;
    private volatile @Nullable DatagramWay older;
    private volatile @Nullable DatagramWay newer;

    UdpListener(InetSocketAddress address, List<Channel> sockets) {
        this.address = address;
        this.sockets = sockets;
    }

    /** What was really bound. */
    public InetSocketAddress address() {
        return address;
    }

    List<Channel> sockets() {
        return sockets;
    }

    /** The loop's own socket, which it sends through; the one there is where the transport cannot share a port. */
    public Channel socket(EventLoop loop) {
        for (Channel socket : sockets) {
            if (socket.eventLoop() == loop) {
                return socket;
            }
        }
        return sockets.get(0);
    }

    /** Which of the sockets it is, counted from 0. */
    public int indexOf(Channel socket) {
        return Math.max(0, sockets.indexOf(socket));
    }

    /** The process that had these sockets before this one and still has sessions on them; null if there is none. */
    public @Nullable DatagramWay older() {
        return older;
    }

    /** Sets {@link #older}. */
    public void older(@Nullable DatagramWay way) {
        older = way;
    }

    /** The process that reads these sockets now in place of this one; null if this one does. */
    public @Nullable DatagramWay newer() {
        return newer;
    }

    /** Sets {@link #newer}. */
    public void newer(@Nullable DatagramWay way) {
        newer = way;
    }

    /**
     * Lets a socket's pipeline have datagrams as if the socket had been read. Takes the packets over.
     *
     * @param socket which, counted from 0; where there are fewer, another one stands in
     * @param returned whether they have come back from the older process
     * @param done runs when all were handled, or thrown away because the loop has ended
     */
    public void deliver(int socket, List<DatagramPacket> packets, boolean returned, Runnable done) {
        Channel channel = sockets.get(socket % sockets.size());
        try {
            channel.eventLoop().execute(() -> {
                for (DatagramPacket packet : packets) {
                    channel.pipeline().fireChannelRead(returned ? new ReturnedDatagram(packet) : packet);
                }
                channel.pipeline().fireChannelReadComplete();
                done.run();
            });
        } catch (RejectedExecutionException e) {
            packets.forEach(DatagramPacket::release);
            done.run();
        }
    }

    /** Closes all sockets. */
    @Override
    public void close() {
        sockets.forEach(Channel::close);
    }
}
