package org.mediaproxy.rtmp.capture;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Recorded bytes of real programs: one direction of one connection, from the first byte of the handshake on. */
public final class Capture {
    /** Every client recorded; each has its origin's direction too. */
    public static final List<String> CLIENTS = List.of(
            "ffmpeg-publish",
            "ffmpeg-play",
            "gst-rtmp2sink-publish",
            "gst-rtmp2src-play",
            "gst-rtmpsrc-play",
            "librtmp-publish",
            "rtmpdump-play");

    private static final int BLOCK = 1536;

    private final byte[] bytes;

    private Capture(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Capture client(String name) {
        return load(name);
    }

    public static Capture origin(String client) {
        return load("nginx-rtmp-to-" + client);
    }

    private static Capture load(String name) {
        String file = "/captures/" + name + ".hex";
        try (InputStream in = Capture.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining());
            return new Capture(ByteBufUtil.decodeHexDump(hex));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** C1 or S1. */
    public byte[] firstBlock() {
        return Arrays.copyOfRange(bytes, 1, 1 + BLOCK);
    }

    /** C2 or S2. */
    public byte[] secondBlock() {
        return Arrays.copyOfRange(bytes, 1 + BLOCK, 1 + 2 * BLOCK);
    }

    /** What follows the handshake. */
    public byte[] chunks() {
        return Arrays.copyOfRange(bytes, 1 + 2 * BLOCK, bytes.length);
    }
}
