package org.mediaproxy.core.takeover;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection between the two processes: frames of a length (4 bytes), a kind (1 byte) and a content. Messages wait here
 * for the one thread that reads them, and reading stops while too many wait; datagrams go on at once, on the event loop.
 */
final class Link extends ChannelInboundHandlerAdapter implements AutoCloseable {

    /** Bytes of the largest frame. */
    static final int MAX_FRAME = 1 << 20;

    static final int LENGTH_BYTES = 4;
    static final byte JSON = 'J';
    static final byte DATAGRAMS = 'D';

    private static final int MAX_WAITING = 64;

    /** Bytes that may wait for the other process; beyond the high mark datagrams are dropped. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 4 << 20);

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** Where datagrams go. On the event loop. */
    interface Datagrams {

        /**
         * Takes a frame's content, which stays the caller's.
         *
         * @throws IOException if it is malformed
         */
        void received(ByteBuf content) throws IOException;
    }

    /** What comes after the last message. */
    private static final Message END = Message.of("end");

    private final Channel channel;
    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private volatile @Nullable Datagrams datagrams;
    private volatile boolean closedHere;

    private Link(Channel channel) {
        this.channel = channel;
    }

    /** Fills the pipeline of a new connection. */
    static Link on(Channel channel) {
        Link link = new Link(channel);
        channel.config().setWriteBufferWaterMark(WATER_MARK);
        channel.pipeline().addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, LENGTH_BYTES, 0, LENGTH_BYTES), link);
        return link;
    }

    Channel channel() {
        return channel;
    }

    /** Where datagrams go from now on; before that they are thrown away. */
    void datagrams(Datagrams receiver) {
        datagrams = receiver;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
        ByteBuf frame = (ByteBuf) message;
        try {
            byte kind = frame.isReadable() ? frame.readByte() : 0;
            if (kind == JSON) {
                inbox.add(Message.parse(frame.toString(StandardCharsets.UTF_8)));
                if (inbox.size() >= MAX_WAITING) {
                    channel.config().setAutoRead(false);
                }
            } else if (kind == DATAGRAMS) {
                Datagrams receiver = datagrams;
                if (receiver != null) {
                    receiver.received(frame);
                }
            } else {
                throw new IOException("a frame of an unknown kind " + kind);
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inbox.add(END);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("the connection to the other process is given up: {}", cause.toString());
        ctx.close();
    }

    /** Sends a message; any thread. */
    void send(Message message) throws IOException {
        send(channel, message);
    }

    /** Sends a message on a connection of which something else comes back; any thread. */
    static void send(Channel channel, Message message) throws IOException {
        byte[] json = message.json().getBytes(StandardCharsets.UTF_8);
        if (json.length >= MAX_FRAME) {
            throw new IOException("a message " + message + " of " + json.length + " bytes is too long");
        }
        ByteBuf frame = channel.alloc().buffer(LENGTH_BYTES + 1 + json.length);
        frame.writeInt(1 + json.length).writeByte(JSON).writeBytes(json);
        channel.writeAndFlush(frame, channel.voidPromise());
    }

    /**
     * The next message; null if there is none in time.
     *
     * @throws IOException if the other process is gone
     */
    @Nullable
    Message poll(Duration time) throws IOException, InterruptedException {
        Message next = inbox.poll(time.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            return null;
        }
        if (next.equals(END)) {
            inbox.add(END);
            throw new IOException("the other process is gone");
        }
        if (inbox.size() < MAX_WAITING / 2) {
            channel.config().setAutoRead(true);
        }
        return next;
    }

    /**
     * The next message.
     *
     * @throws IOException if there is none in time, or the other process refuses or is gone
     */
    Message next(Duration time) throws IOException, InterruptedException {
        Message next = poll(time);
        if (next == null) {
            throw new IOException("the other process gave no answer within " + time.toSeconds() + " s");
        }
        if (next.type().equals(Message.REFUSED)) {
            throw new IOException(next.text("reason"));
        }
        return next;
    }

    /** The next message, which must be of a type. */
    Message expect(String type, Duration time) throws IOException, InterruptedException {
        Message next = next(time);
        if (!next.type().equals(type)) {
            throw new IOException("the other process said " + next + " in place of " + type);
        }
        return next;
    }

    /** Whether this process closed it. */
    boolean isClosedHere() {
        return closedHere;
    }

    /** Whether the other process is there. */
    boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public void close() {
        closedHere = true;
        channel.close();
    }
}
