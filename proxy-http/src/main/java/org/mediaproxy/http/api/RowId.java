package org.mediaproxy.http.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mediaproxy.core.origin.Origin;

/**
 * The id of a stream or a client among those of all origins: a tag of its origin, a dash, and the origin's own id. It
 * stays as long as that run of the origin does, is the same at every proxy, and leads back with no state kept.
 *
 * @param tag says which origin
 * @param own what that origin calls it
 */
record RowId(String tag, String own) {

    /** 48 bits: among 1,000 origins two share a tag once in half a billion clusters. */
    private static final int TAG_BYTES = 6;

    private static final int VHOST_BYTES = 8;

    /** Ids of SRS are letters, digits and dashes; nothing that means something in a path is let through. */
    private static final Pattern OWN = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9_.~-]{0,127}");

    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{" + TAG_BYTES * 2 + "})-(" + OWN + ")");

    /** Reads an id; empty if it is none of ours. */
    static Optional<RowId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches() ? Optional.of(new RowId(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Whether a text may be an origin's own id, and may stand in a path. */
    static boolean isOwn(String text) {
        return OWN.matcher(text).matches();
    }

    /** The id of an origin's row. */
    static RowId of(Origin origin, String own) {
        return new RowId(hash(origin.id().text(), TAG_BYTES), own);
    }

    /** The id of a vhost, which is one for all origins that have a vhost of the name. */
    static String ofVhost(String name) {
        return "vid-" + hash(name, VHOST_BYTES);
    }

    boolean isOf(Origin origin) {
        return tag.equals(hash(origin.id().text(), TAG_BYTES));
    }

    private static String hash(String text, int bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return tag + "-" + own;
    }
}
