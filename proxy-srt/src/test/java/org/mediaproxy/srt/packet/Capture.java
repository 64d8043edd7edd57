package org.mediaproxy.srt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The datagrams of one connection of a real caller, in order.
 *
 * @param name of the file
 * @param datagrams those of both directions
 */
public record Capture(String name, List<Datagram> datagrams) {

    /** Every connection recorded. */
    static final List<String> NAMES = List.of(
            "ffmpeg-publish",
            "ffmpeg-publish-aes256",
            "ffmpeg-play-no-streamid",
            "srt-live-transmit-play",
            "gst-srtsrc-play",
            "wrong-passphrase",
            "rendezvous",
            "hsv4");

    /** One of them. */
    public static final class Datagram {

        private final boolean fromCaller;
        private final byte[] bytes;

        Datagram(boolean fromCaller, byte[] bytes) {
            this.fromCaller = fromCaller;
            this.bytes = bytes;
        }

        /** Else it went to the caller. */
        boolean fromCaller() {
            return fromCaller;
        }

        ByteBuf buffer() {
            return Unpooled.wrappedBuffer(bytes.clone());
        }
    }

    public static Capture of(String name) {
        String file = "/captures/" + name + ".hex";
        try (InputStream in = Capture.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            return new Capture(
                    name,
                    new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(Capture::datagram)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Datagram datagram(String line) {
        return new Datagram(line.startsWith(">"), ByteBufUtil.decodeHexDump(line.substring(2)));
    }

    /** The first datagram of a direction that is a handshake of the given type. */
    public ByteBuf handshake(boolean fromCaller, int type) {
        return datagrams.stream()
                .filter(datagram -> datagram.fromCaller() == fromCaller)
                .map(Datagram::buffer)
                .filter(packet -> PacketKind.of(packet) == PacketKind.HANDSHAKE
                        && Handshake.parse(packet).type() == type)
                .findFirst()
                .orElseThrow();
    }

    /** All kinds of one direction, in order. */
    List<PacketKind> kinds(boolean fromCaller) {
        return datagrams.stream()
                .filter(datagram -> datagram.fromCaller() == fromCaller)
                .map(datagram -> PacketKind.of(datagram.buffer()))
                .toList();
    }
}
