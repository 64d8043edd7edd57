package org.mediaproxy.rtsp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client's or an origin's own pair of ports, on a loopback address of its choice. Every wait has a timeout. */
final class UdpPeer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MOMENT_MILLIS = 150;

    final DatagramSocket rtp;
    final DatagramSocket rtcp;

    private UdpPeer(DatagramSocket rtp, DatagramSocket rtcp) throws IOException {
        this.rtp = rtp;
        this.rtcp = rtcp;
        rtp.setSoTimeout(TIMEOUT_MILLIS);
        rtcp.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** A free pair on 127.0.0.1. */
    static UdpPeer open() throws IOException {
        return open("127.0.0.1");
    }

    /** A free pair on an address. */
    static UdpPeer open(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        for (int i = 0; i < 100; i++) {
            DatagramSocket first = new DatagramSocket(new InetSocketAddress(address, 0));
            int port = first.getLocalPort();
            try {
                if (port % 2 == 0) {
                    return new UdpPeer(first, new DatagramSocket(new InetSocketAddress(address, port + 1)));
                }
            } catch (IOException taken) {
                // the next one
            }
            first.close();
        }
        throw new IOException("no pair of ports");
    }

    /** The even port. */
    int port() {
        return rtp.getLocalPort();
    }

    /** As in a Transport header. */
    String ports() {
        return port() + "-" + (port() + 1);
    }

    /** Sends text from a socket to a port of 127.0.0.1. */
    static void send(DatagramSocket from, int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        from.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    /** The next datagram as text. */
    static String receive(DatagramSocket at) throws IOException {
        return text(packet(at));
    }

    /** The port that the next datagram comes from. */
    static int receivedFrom(DatagramSocket at) throws IOException {
        return packet(at).getPort();
    }

    private static DatagramPacket packet(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        at.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    /** Whether nothing comes for a moment. */
    static boolean isLeftAlone(DatagramSocket at) throws IOException {
        at.setSoTimeout(MOMENT_MILLIS);
        try {
            packet(at);
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            at.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
