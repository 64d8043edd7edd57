package org.mediaproxy.it.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.mediaproxy.rtmp.amf.Amf0Writer;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpMessage;
import org.mediaproxy.rtmp.handshake.ClientHandshake;

/** A plain blocking RTMP client: hundreds of them cost less than one ffmpeg, for tests that need many at once. */
public final class RtmpCaller implements AutoCloseable {

    /** The type of a command, such as onStatus. */
    public static final int COMMAND = RtmpMessage.COMMAND_AMF0;

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final ChunkWriter writer = new ChunkWriter();
    private final ChunkReader reader = new ChunkReader(type -> true, 1 << 24, UnpooledByteBufAllocator.DEFAULT);

    /** Connects and shakes hands. */
    public RtmpCaller(int port) throws IOException {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    }

    /** Connects and shakes hands; waits for nothing longer than the milliseconds. */
    public RtmpCaller(InetSocketAddress proxy, int timeoutMillis) throws IOException {
        this(proxy, new Socket(), timeoutMillis);
    }

    /** The same over TLS. */
    public static RtmpCaller overTls(int port, SSLContext tls) throws IOException {
        return new RtmpCaller(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                tls.getSocketFactory().createSocket(),
                TIMEOUT_MILLIS);
    }

    private RtmpCaller(InetSocketAddress proxy, Socket unconnected, int timeoutMillis) throws IOException {
        socket = unconnected;
        try {
            socket.connect(proxy, timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16_384));
            send(ClientHandshake.c0c1(UnpooledByteBufAllocator.DEFAULT));
            byte[] answer = new byte[1 + 2 * 1536];
            in.readFully(answer);
            send(ClientHandshake.c2(Unpooled.wrappedBuffer(answer, 1, 1536), UnpooledByteBufAllocator.DEFAULT));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
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

    /** Waits for video; false where the server says by onStatus that there will be no more. */
    public boolean awaitVideo() throws IOException {
        while (true) {
            RtmpMessage message = next();
            try {
                if (message.type() == RtmpMessage.VIDEO) {
                    return true;
                }
                if (RtmpCommand.isCommand(message.type())) {
                    RtmpCommand command = RtmpCommand.parse(message);
                    if (command.name().equals("onStatus")
                            && endsPlay(String.valueOf(command.object(1).get("code")))) {
                        return false;
                    }
                }
            } finally {
                message.release();
            }
        }
    }

    private static boolean endsPlay(String code) {
        return !code.equals("NetStream.Play.Reset")
                && !code.equals("NetStream.Play.Start")
                && !code.equals("NetStream.Play.PublishNotify")
                && !code.equals("NetStream.Data.Start");
    }

    /** Sets how long a read may wait from now on. */
    public void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /**
     * Waits for the next message, whatever it is. After a time-out it may be called again.
     *
     * @return its type
     * @throws java.net.SocketTimeoutException if none has come in time
     */
    public int awaitAny() throws IOException {
        RtmpMessage message = next();
        int type = message.type();
        message.release();
        return type;
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
