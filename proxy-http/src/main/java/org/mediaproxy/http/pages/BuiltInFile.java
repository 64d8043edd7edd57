package org.mediaproxy.http.pages;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the built-in pages, plain and compressed. Its bytes are outside of the heap and shared by all replies, so
 * that a slow client holds no copy.
 */
final class BuiltInFile {

    private static final int TAG_BYTES = 12;

    private final String type;
    private final String tag;
    private final ByteBuffer plain;
    private final ByteBuffer compressed;
    private final Map<String, String> headers;

    private BuiltInFile(String type, byte[] bytes, Map<String, String> headers) throws IOException {
        this.type = type;
        this.tag = digest(bytes);
        this.plain = outsideOfHeap(bytes);
        this.compressed = outsideOfHeap(gzip(bytes));
        this.headers = headers;
    }

    /**
     * Makes one of its bytes, which are not changed after.
     *
     * @param headers that go with it
     */
    static BuiltInFile of(byte[] bytes, String name, Map<String, String> headers) throws IOException {
        return new BuiltInFile(ContentType.of(name), bytes, headers);
    }

    /** What a request gets. Parts of it are parts of the plain file. */
    Answer answer(HttpRequest request) {
        boolean gzip = takesGzip(request.headers().get(HttpHeaderNames.ACCEPT_ENCODING, ""))
                && !request.headers().contains(HttpHeaderNames.RANGE)
                && compressed.limit() < plain.limit();
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Vary", "Accept-Encoding");
        all.put("Accept-Ranges", "bytes");
        if (gzip) {
            all.put("Content-Encoding", "gzip");
        }
        ByteBuffer bytes = gzip ? compressed : plain;
        Validators validators = new Validators('"' + tag + (gzip ? "-gzip\"" : "\""), Optional.empty());
        FileHead head = new FileHead(type, bytes.limit(), validators, all);
        Selection selection = Selection.of(request, validators, bytes.limit());
        return head.withoutBody(request, selection)
                .orElseGet(() -> head.whole(selection, slice(bytes, selection.range())));
    }

    private static ByteBuf slice(ByteBuffer bytes, ByteRange range) {
        return Unpooled.wrappedBuffer(bytes.slice((int) range.first(), (int) range.length()));
    }

    /** Whether gzip is accepted (RFC 9110 §12.5.3); {@code *} and fine weights are not worth looking at. */
    static boolean takesGzip(String acceptEncoding) {
        return Arrays.stream(acceptEncoding.split(","))
                .map(item -> item.replace(" ", "").split(";", 2))
                .anyMatch(item ->
                        item[0].equalsIgnoreCase("gzip") && (item.length == 1 || !item[1].matches("(?i)q=0(\\.0*)?")));
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(sum, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static ByteBuffer outsideOfHeap(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
    }
}
