package org.mediaproxy.srt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** SRT packets as a peer would write them that knows nothing of the proxy's own classes. */
final class Packets {

    static final int WAVEAHAND = 0;
    static final int INDUCTION = 1;
    static final int CONCLUSION = -1;

    private static final int HANDSHAKE = 0x8000_0000;
    private static final int SHUTDOWN = 0x8005_0000;
    private static final int FLAGS_HSREQ_AND_CONFIG = 5;

    private Packets() {}

    /** Any handshake packet without extensions. */
    static byte[] handshake(int destination, int version, int field, int sequence, int type, int socketId, int cookie) {
        return handshake(destination, version, field, sequence, type, socketId, cookie, new byte[0]);
    }

    private static byte[] handshake(
            int destination,
            int version,
            int field,
            int sequence,
            int type,
            int socketId,
            int cookie,
            byte[] extensions) {
        return ByteBuffer.allocate(64 + extensions.length)
                .putInt(HANDSHAKE)
                .putInt(0)
                .putInt(1_000) // microseconds
                .putInt(destination)
                .putInt(version)
                .putInt(field)
                .putInt(sequence)
                .putInt(1500)
                .putInt(8192)
                .putInt(type)
                .putInt(socketId)
                .putInt(cookie)
                .put(new byte[16])
                .put(extensions)
                .array();
    }

    static byte[] induction(int socketId, int sequence) {
        return handshake(0, 4, 2, sequence, INDUCTION, socketId, 0);
    }

    static byte[] inductionReply(int callerId, int cookie) {
        return handshake(callerId, 5, 0x4A17, 7, INDUCTION, 0, cookie);
    }

    /** A caller's second packet, with the extensions of libsrt's. */
    static byte[] conclusion(int socketId, int sequence, int cookie, String streamId) {
        byte[] text = streamId.getBytes(StandardCharsets.UTF_8);
        int words = (text.length + 3) / 4;
        ByteBuffer extensions = ByteBuffer.allocate(16 + 4 + 4 * words);
        extensions
                .putShort((short) 1)
                .putShort((short) 3)
                .putInt(0x00010501)
                .putInt(0xbf)
                .putInt(0x00780078);
        extensions.putShort((short) 5).putShort((short) words);
        for (int i = 0; i < text.length; i++) {
            extensions.put(20 + (i ^ 3), text[i]);
        }
        return handshake(0, 5, FLAGS_HSREQ_AND_CONFIG, sequence, CONCLUSION, socketId, cookie, extensions.array());
    }

    static byte[] conclusionReply(int callerId, int originId) {
        return handshake(callerId, 5, 1, 7, CONCLUSION, originId, 0, new byte[16]);
    }

    static byte[] rejection(int callerId, int code) {
        return handshake(callerId, 5, 0, 7, code, 0, 0);
    }

    static byte[] data(int destination, int number) {
        return ByteBuffer.allocate(24)
                .putInt(number)
                .putInt(0)
                .putInt(0)
                .putInt(destination)
                .putLong(number)
                .array();
    }

    static byte[] shutdown(int destination) {
        return ByteBuffer.allocate(20)
                .putInt(SHUTDOWN)
                .putLong(0)
                .putInt(destination)
                .putInt(0)
                .array();
    }

    static int destination(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(12);
    }

    static int timestamp(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(8);
    }

    static int type(byte[] handshake) {
        return ByteBuffer.wrap(handshake).getInt(36);
    }

    static int socketId(byte[] handshake) {
        return ByteBuffer.wrap(handshake).getInt(40);
    }

    static int cookie(byte[] handshake) {
        return ByteBuffer.wrap(handshake).getInt(44);
    }

    static boolean isShutdown(byte[] packet) {
        return ByteBuffer.wrap(packet).getShort() == (short) 0x8005;
    }
}
