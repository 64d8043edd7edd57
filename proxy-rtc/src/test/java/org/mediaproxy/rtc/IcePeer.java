package org.mediaproxy.rtc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.mediaproxy.rtc.stun.IceKey;
import org.mediaproxy.rtc.stun.StunCheck;
import org.mediaproxy.rtc.stun.StunMessage;
import org.mediaproxy.rtc.stun.StunType;
import org.mediaproxy.rtc.stun.StunWriter;

/** One end of ICE with a socket of its own: a client that checks, or an origin that answers. Blocking; on one thread. */
final class IcePeer implements AutoCloseable {

    /** A received datagram and who sent it. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two
    record Received(byte[] bytes, InetSocketAddress from) {

        /** As text. */
        String text() {
            return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    private final DatagramSocket socket;
    private final StunWriter writer = new StunWriter(new StunCheck());

    IcePeer() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(5_000);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** A check as a browser sends it. */
    byte[] check(String username, String pwd, long transaction, boolean nominate) {
        ByteBuf out = Unpooled.buffer();
        writer.start(out, StunType.BINDING_REQUEST, transaction, 7).username(username);
        if (nominate) {
            writer.useCandidate();
        }
        writer.priority(1).controlling(42).finish(IceKey.of(pwd));
        return ByteBufUtil.getBytes(out);
    }

    /** The answer to a check: success, or the error. */
    byte[] answer(byte[] check, String pwd, InetSocketAddress mapped, int error) {
        StunMessage message = new StunMessage();
        message.read(Unpooled.wrappedBuffer(check));
        ByteBuf out = Unpooled.buffer();
        int type = error == 0 ? StunType.BINDING_SUCCESS : StunType.BINDING_ERROR;
        writer.start(out, type, message.transactionHigh(), message.transactionLow());
        if (error == 0) {
            writer.mappedAddress(mapped).finish(IceKey.of(pwd));
        } else {
            writer.errorCode(error, "no").finish();
        }
        return ByteBufUtil.getBytes(out);
    }

    void send(InetSocketAddress to, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /** Sends text whose first character says what kind of packet it is. */
    void send(InetSocketAddress to, String text) throws IOException {
        send(to, text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** The next datagram, within five seconds. */
    Received receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        return new Received(
                Arrays.copyOf(packet.getData(), packet.getLength()), (InetSocketAddress) packet.getSocketAddress());
    }

    /** Whether nothing comes for a while. */
    boolean hearsNothing(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            receive();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(5_000);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
