package org.mediaproxy.bench;

import com.sun.management.ThreadMXBean;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.mediaproxy.core.metrics.Counters;

/**
 * Bytes of heap that a datagram costs: through the relay from an origin to a client, through it from a client to an
 * origin, and through a bare {@code EpollDatagramChannel} that sends back what it gets, one after the other in one
 * process. Counted are the threads of the event loops only. Datagrams come in bursts of ten, of which the last is
 * smaller, as a video frame's do.
 */
public final class DatagramAllocation {

    private static final int BURST = 10;
    private static final int SIZE = 1200;
    private static final int LAST = 1063;

    private DatagramAllocation() {}

    /**
     * Prints three lines.
     *
     * @param args how many bursts to measure, after as many to warm up; default 20,000
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int bursts = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        try (DatagramSocket client = socket();
                DatagramSocket origin = socket()) {
            Counters counters = new Counters();
            Map<String, String> settings = Map.of("PROXY_THREADS", "1");
            try (OpenDatagramRelay relay = new OpenDatagramRelay(0, origin.getLocalPort(), settings, counters)) {
                client.send(new java.net.DatagramPacket(new byte[1], 1, relay.address()));
                java.net.DatagramPacket first = new java.net.DatagramPacket(new byte[1], 1);
                origin.receive(first);
                InetSocketAddress far = (InetSocketAddress) first.getSocketAddress();
                measure("relay, origin to client", "mediaproxy", bursts, origin, far, client);
                measure("relay, client to origin", "mediaproxy", bursts, client, relay.address(), origin);
            }
            Channel echo = echo();
            measure("bare echo", "echo", bursts, client, (InetSocketAddress) echo.localAddress(), client);
            echo.close().sync();
            echo.eventLoop().parent().shutdownGracefully();
        }
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setReceiveBufferSize(1 << 20);
        socket.setSoTimeout(1000);
        return socket;
    }

    private static Channel echo() throws InterruptedException {
        return new Bootstrap()
                .group(new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("echo", true), EpollIoHandler.newFactory()))
                .channel(EpollDatagramChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Echo());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            ctx.write(new DatagramPacket(packet.content(), packet.sender()), ctx.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }

    private static void measure(
            String what, String threads, int bursts, DatagramSocket from, InetSocketAddress to, DatagramSocket sink)
            throws IOException {
        run(bursts, from, to, sink);
        long before = allocated(threads);
        long packets = run(bursts, from, to, sink);
        System.out.printf(
                "%s: %.1f bytes a datagram, %d datagrams, %d lost%n",
                what, (double) (allocated(threads) - before) / packets, packets, (long) bursts * BURST - packets);
    }

    /** Sends bursts, each when the one before has arrived; how many datagrams came through. */
    private static long run(int bursts, DatagramSocket from, InetSocketAddress to, DatagramSocket sink)
            throws IOException {
        java.net.DatagramPacket out = new java.net.DatagramPacket(new byte[SIZE], SIZE, to);
        java.net.DatagramPacket in = new java.net.DatagramPacket(new byte[2048], 2048);
        long received = 0;
        for (int burst = 0; burst < bursts; burst++) {
            for (int i = 1; i <= BURST; i++) {
                out.setLength(i == BURST ? LAST : SIZE);
                from.send(out);
            }
            int arrived = 0;
            while (arrived < BURST && receive(sink, in)) {
                arrived++;
            }
            received += arrived;
        }
        return received;
    }

    /** False if the datagram was lost. */
    private static boolean receive(DatagramSocket sink, java.net.DatagramPacket in) throws IOException {
        try {
            in.setLength(2048);
            sink.receive(in);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static long allocated(String threads) {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(threads + "-")) {
                sum += bean.getThreadAllocatedBytes(thread.getId());
            }
        }
        return sum;
    }
}
