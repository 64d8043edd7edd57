package org.mediaproxy.srt;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A plain socket whose part the test speaks: a caller, or an origin, which answers whoever spoke last. */
final class Peer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final DatagramSocket socket;
    private InetSocketAddress to;

    private Peer(InetSocketAddress to) throws IOException {
        this.to = to;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** Talks to the proxy. */
    static Peer caller(InetSocketAddress proxy) throws IOException {
        return new Peer(proxy);
    }

    /** Waits for the proxy. */
    static Peer origin() throws IOException {
        return new Peer(new InetSocketAddress(0));
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The address of whoever was heard last. */
    InetSocketAddress other() {
        return to;
    }

    Peer send(byte[] packet) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length, to));
        return this;
    }

    byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        to = (InetSocketAddress) packet.getSocketAddress();
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** Whether nothing comes for that long. */
    boolean isQuietFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            receive();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    // As a caller.

    /** The first round trip; the proxy's cookie. */
    int induct(int socketId) throws IOException {
        send(Packets.induction(socketId, socketId + 1));
        return Packets.cookie(receive());
    }

    /** Both inductions and the conclusion, whose answer is not awaited. */
    byte[] call(int socketId, String streamId) throws IOException {
        byte[] conclusion = Packets.conclusion(socketId, socketId + 1, induct(socketId), streamId);
        send(conclusion);
        return conclusion;
    }

    // As an origin.

    /** Takes a caller in, and says how its conclusion looked. */
    byte[] admit(int cookie, int originId) throws IOException {
        byte[] induction = receive();
        int callerId = Packets.socketId(induction);
        send(Packets.inductionReply(callerId, cookie));
        byte[] conclusion = receive();
        send(Packets.conclusionReply(callerId, originId));
        return conclusion;
    }

    @Override
    public void close() {
        socket.close();
    }
}
