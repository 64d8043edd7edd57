package org.mediaproxy.testkit.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtmp.amf.Amf0Writer;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpControl;
import org.mediaproxy.rtmp.chunk.RtmpMessage;
import org.mediaproxy.rtmp.handshake.ClientHandshake;
import org.mediaproxy.rtmp.handshake.DigestScheme;

/** A blocking RTMP client, made of the codec; no answer within 5 s fails the test. */
final class TestRtmpClient implements AutoCloseable {

    private static final ByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;
    private static final int BLOCK = 1536;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final ChunkReader reader = new ChunkReader(type -> true, 1 << 24, ALLOC);
    private final ChunkWriter writer = new ChunkWriter();
    private final ByteBuf unread = Unpooled.buffer();
    private final String server;

    /**
     * What came.
     *
     * @param type of the message
     * @param streamId its message stream
     * @param timestamp in milliseconds
     * @param content the payload without chunk headers
     */
    record Received(int type, int streamId, long timestamp, ByteBuf content) {

        byte[] payload() {
            return ByteBufUtil.getBytes(content);
        }

        RtmpCommand command() {
            return RtmpCommand.parse(type, content);
        }

        boolean isCommand(String name) {
            return type == RtmpMessage.COMMAND_AMF0 && command().name().equals(name);
        }
    }

    /**
     * Connects and shakes hands.
     *
     * @param scheme where the digest stands, or null for the simple handshake
     */
    TestRtmpClient(InetSocketAddress origin, @Nullable DigestScheme scheme) throws IOException {
        socket.setSoTimeout(5000);
        socket.connect(origin, 5000);
        server = "rtmp://127.0.0.1:" + origin.getPort();
        in = new DataInputStream(socket.getInputStream());
        ByteBuf c0c1 = scheme == null ? ClientHandshake.c0c1(ALLOC) : ClientHandshake.c0c1Digest(scheme, ALLOC);
        ByteBuf c1 = c0c1.copy(1, BLOCK);
        send(c0c1);
        byte[] answer = new byte[1 + 2 * BLOCK];
        in.readFully(answer);
        ByteBuf s1 = Unpooled.wrappedBuffer(answer, 1, BLOCK);
        ByteBuf s2 = Unpooled.wrappedBuffer(answer, 1 + BLOCK, BLOCK);
        if (scheme != null && !ClientHandshake.verifies(scheme, c1, s1, s2)) {
            throw new AssertionError("the server did not sign");
        }
        c1.release();
        send(ClientHandshake.c2(s1, ALLOC));
    }

    TestRtmpClient(InetSocketAddress origin) throws IOException {
        this(origin, null);
    }

    /** Says connect and createStream, and waits for both answers. */
    TestRtmpClient open(String app) throws IOException {
        command(0, "connect", 1, Map.of("app", app, "tcUrl", server + "/" + app));
        awaitCommand("_result");
        command(0, "createStream", 2, null);
        Received created = awaitCommand("_result");
        if (created.command().number(1, -1) != 1) {
            throw new AssertionError("stream id " + created.command());
        }
        return this;
    }

    /** Asks to publish; the code of the answer. */
    String publish(String name) throws IOException {
        command(1, "publish", 3, null, name, "live");
        return awaitStatus();
    }

    /** Asks to play, and waits until it has begun. */
    TestRtmpClient play(String name) throws IOException {
        command(1, "play", 4, null, name);
        String reset = awaitStatus();
        String start = awaitStatus();
        if (!start.equals("NetStream.Play.Start")) {
            throw new AssertionError(reset + ", " + start);
        }
        next(); // RtmpSampleAccess
        next(); // NetStream.Data.Start
        return this;
    }

    void command(int streamId, String name, double transaction, @Nullable Object object, String... arguments)
            throws IOException {
        ByteBuf body = Unpooled.buffer();
        Amf0Writer amf = new Amf0Writer(body).string(name).number(transaction);
        if (object == null) {
            amf.nullValue();
        } else {
            amf.value(object);
        }
        for (String argument : arguments) {
            amf.string(argument);
        }
        message(3, RtmpMessage.COMMAND_AMF0, streamId, 0, body);
    }

    /** Sends audio, video or data. */
    void media(int type, long timestamp, byte[] payload) throws IOException {
        message(4, type, 1, timestamp, Unpooled.wrappedBuffer(payload));
    }

    void windowAckSize(int bytes) throws IOException {
        ByteBuf out = Unpooled.buffer();
        RtmpControl.windowAckSize(out, bytes);
        send(out);
    }

    void ping(int value) throws IOException {
        ByteBuf out = Unpooled.buffer();
        RtmpControl.userControl(out, RtmpControl.PING_REQUEST, value);
        send(out);
    }

    private void message(int csid, int type, int streamId, long timestamp, ByteBuf payload) throws IOException {
        ByteBuf out = Unpooled.buffer();
        writer.write(out, csid, type, streamId, timestamp, payload);
        send(out);
    }

    private void send(ByteBuf bytes) throws IOException {
        byte[] all = new byte[bytes.readableBytes()];
        bytes.readBytes(all).release();
        socket.getOutputStream().write(all);
    }

    /** The next message, whatever it is. */
    Received next() throws IOException {
        Received received = nextOrEnd();
        if (received == null) {
            throw new AssertionError("closed");
        }
        return received;
    }

    /** The next message, or null where the server closed at a message's end. */
    @Nullable
    Received nextOrEnd() throws IOException {
        while (true) {
            RtmpMessage message = reader.read(unread);
            if (message != null) {
                ByteBuf payload = message.payload();
                byte[] bytes = new byte[message.length()];
                if (payload != null) {
                    payload.getBytes(payload.readerIndex(), bytes);
                }
                message.release();
                return new Received(
                        message.type(), message.streamId(), message.timestamp(), Unpooled.wrappedBuffer(bytes));
            }
            byte[] more = new byte[65_536];
            int length = in.read(more);
            if (length < 0) {
                if (!reader.atBoundary()) {
                    throw new AssertionError("closed inside a message");
                }
                return null;
            }
            unread.clear().writeBytes(more, 0, length);
        }
    }

    /** The next audio, video or data message. */
    Received nextMedia() throws IOException {
        while (true) {
            Received received = next();
            if (received.type == RtmpMessage.AUDIO
                    || received.type == RtmpMessage.VIDEO
                    || received.type == RtmpMessage.DATA_AMF0) {
                return received;
            }
        }
    }

    Received awaitCommand(String name) throws IOException {
        Received received = next();
        while (!received.isCommand(name)) {
            received = next();
        }
        return received;
    }

    Received awaitType(int type) throws IOException {
        Received received = next();
        while (received.type != type) {
            received = next();
        }
        return received;
    }

    /** The code of the next onStatus. */
    String awaitStatus() throws IOException {
        return String.valueOf(awaitCommand("onStatus").command().object(1).get("code"));
    }

    @Override
    public void close() throws IOException {
        reader.close();
        socket.close();
    }
}
