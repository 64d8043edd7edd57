package org.mediaproxy.rtsp.message;

import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** One direction of one connection of a real program. */
final class Capture {

    private static final List<String> NAMES = List.of(
            "ffmpeg-play-tcp",
            "ffmpeg-play-udp",
            "ffmpeg-play-digest",
            "ffmpeg-publish-tcp",
            "ffmpeg-publish-udp",
            "gst-play-tcp",
            "gst-play-udp");

    private final String name;
    private final byte[] bytes;

    private Capture(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /** What was sent. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** Both directions of every connection recorded. */
    static List<Capture> all() {
        return NAMES.stream()
                .flatMap(name -> Stream.of(client(name), server(name)))
                .toList();
    }

    static Capture client(String name) {
        return load(name, '>');
    }

    static Capture server(String name) {
        return load(name, '<');
    }

    private static Capture load(String name, char direction) {
        String file = "/captures/" + name + ".hex";
        try (InputStream in = Capture.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (line.charAt(0) == direction) {
                    bytes.writeBytes(ByteBufUtil.decodeHexDump(line.substring(2)));
                }
            }
            return new Capture(name + " " + direction, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
