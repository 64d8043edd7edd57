package org.mediaproxy.http.marker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * What a URI of a playlist carries to lead back: the stream, and the origin that wrote the playlist. Immutable; any thread.
 *
 * <p>It is no secret and no proof: whoever decodes one checks that the path names the same stream, and contacts registered
 * origins only.
 *
 * <p>The text is base64url without padding (RFC 4648 §5) of a version byte, then key and origin id, each in UTF-8 with its
 * length before it in two bytes. A key in the default vhost is written without it, as {@code /app/stream}. Each marker has
 * one text, and any other text is refused.
 *
 * @param stream whose playlist it is
 * @param origin which wrote it
 */
public record SegmentMarker(StreamUrl stream, OriginId origin) {

    /** The longest text, in characters: the longest key and the longest id of a registration fit, in any script. */
    public static final int MAX_LENGTH = 7200;

    private static final byte VERSION = 1;

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if the text would be longer than {@link #MAX_LENGTH}
     */
    public SegmentMarker {
        if (encode(stream, origin).length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the marker is longer than " + MAX_LENGTH + " characters");
        }
    }

    /**
     * Finds the marker of a request.
     *
     * @param target the request target, or any URI
     * @return empty if there is none, or one that is malformed or not ours
     */
    public static Optional<SegmentMarker> in(String target) {
        return valueIn(target).flatMap(SegmentMarker::decode);
    }

    /** The value of the parameter in a request target, whoever made it. */
    public static Optional<String> valueIn(String target) {
        return MarkerParameter.valueIn(target);
    }

    /** Takes the marker out of a request target, as the origin is to see it; every other byte stays. */
    public static String removeFrom(String target) {
        return MarkerParameter.remove(target);
    }

    /** Reads a marker's text. Never throws. */
    public static Optional<SegmentMarker> decode(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (in.remaining() < 5 || in.get() != VERSION) {
                return Optional.empty();
            }
            String key = part(in);
            String origin = part(in);
            String full = key.startsWith("/") ? StreamUrl.DEFAULT_VHOST + key : key;
            SegmentMarker marker = new SegmentMarker(StreamUrl.ofKey(full), new OriginId(origin));
            // One text a marker: this also refuses bytes behind it, broken UTF-8 and stray bits of base64.
            return marker.text().equals(text) ? Optional.of(marker) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String part(ByteBuffer in) {
        int length = in.remaining() < 2 ? -1 : Short.toUnsignedInt(in.getShort());
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("cut short");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The text, which needs no escaping in a query. */
    public String text() {
        return encode(stream, origin);
    }

    private static String encode(StreamUrl stream, OriginId origin) {
        String key = stream.toString();
        boolean plain = stream.vhost().equals(StreamUrl.DEFAULT_VHOST);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        write(out, plain ? key.substring(StreamUrl.DEFAULT_VHOST.length()) : key);
        write(out, origin.text());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    private static void write(ByteArrayOutputStream out, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("the marker is longer than " + MAX_LENGTH + " characters");
        }
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    /** Puts the marker into the query of a relative or absolute URI, in the place of any other one. */
    public String appendTo(String uri) {
        return MarkerParameter.set(uri, text());
    }

    /** The text. */
    @Override
    public String toString() {
        return text();
    }
}
