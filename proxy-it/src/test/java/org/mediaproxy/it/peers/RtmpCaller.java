package org.mediaproxy.it.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;
import org.mediaproxy.rtmp.amf.Amf0Writer;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpMessage;
import org.mediaproxy.rtmp.handshake.ClientHandshake;

/** A plain blocking RTMP client: hundreds of them cost less than one ffmpeg, for tests that need many at once. */
public final class RtmpCaller implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final ChunkWriter writer = new ChunkWriter();
    private final ChunkReader reader;

    /** Connects and shakes hands. */
    public RtmpCaller(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        reader = new ChunkReader(type -> true, 1 << 24, UnpooledByteBufAllocator.DEFAULT);
        send(ClientHandshake.c0c1(UnpooledByteBufAllocator.DEFAULT));
        byte[] answer = new byte[1 + 2 * 1536];
        in.readFully(answer);
        send(ClientHandshake.c2(Unpooled.wrappedBuffer(answer, 1, 1536), UnpooledByteBufAllocator.DEFAULT));
    }

    /** Says connect and createStream, and waits for both answers. */
    public RtmpCaller connect(String app) throws IOException {
        command(0, body -> body.string("connect")
                .number(1)
                .startObject()
                .key("app")
                .string(app)
                .key("tcUrl")
                .string("rtmp://127.0.0.1/" + app)
                .endObject());
        command(0, body -> body.string("createStream").number(2).nullValue());
        while (!awaitCommand().name().equals("_result")) {
            // whatever servers say before it
        }
        while (awaitCommand().transaction() != 2) {
            // the same
        }
        return this;
    }

    /** Says publish. */
    public void publish(String stream) throws IOException {
        command(1, body -> body.string("publish")
                .number(3)
                .nullValue()
                .string(stream)
                .string("live"));
    }

    /** Says play. */
    public void play(String stream) throws IOException {
        command(1, body -> body.string("play").number(3).nullValue().string(stream));
    }

    /** The code of the next onStatus. */
    public String awaitStatus() throws IOException {
        while (true) {
            RtmpCommand command = awaitCommand();
            if (command.name().equals("onStatus")) {
                return String.valueOf(command.object(1).get("code"));
            }
        }
    }

    /** Sends a video message that needs no header before it. */
    public void video(long timestamp, byte[] payload) throws IOException {
        ByteBuf body = Unpooled.wrappedBuffer(payload);
        ByteBuf out = Unpooled.buffer();
        writer.write(out, 6, RtmpMessage.VIDEO, 1, timestamp, body);
        send(out);
    }

    /** Waits for a message of a type. */
    public void await(int type) throws IOException {
        while (true) {
            RtmpMessage message = next();
            int got = message.type();
            message.release();
            if (got == type) {
                return;
            }
        }
    }

    private RtmpCommand awaitCommand() throws IOException {
        while (true) {
            RtmpMessage message = next();
            try {
                if (RtmpCommand.isCommand(message.type())) {
                    return RtmpCommand.parse(message);
                }
            } finally {
                message.release();
            }
        }
    }

    private RtmpMessage next() throws IOException {
        byte[] one = new byte[1];
        while (true) {
            in.readFully(one);
            RtmpMessage message = reader.read(Unpooled.wrappedBuffer(one));
            if (message != null) {
                return message;
            }
        }
    }

    private void command(int streamId, Consumer<Amf0Writer> content) throws IOException {
        ByteBuf body = Unpooled.buffer();
        content.accept(new Amf0Writer(body));
        ByteBuf out = Unpooled.buffer();
        writer.write(out, 3, RtmpMessage.COMMAND_AMF0, streamId, 0, body);
        send(out);
    }

    private void send(ByteBuf bytes) throws IOException {
        socket.getOutputStream().write(ByteBufUtil.getBytes(bytes));
        bytes.release();
    }

    @Override
    public void close() throws IOException {
        reader.close();
        socket.close();
    }
}
