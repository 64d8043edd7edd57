package org.mediaproxy.http.uri;

import java.io.ByteArrayOutputStream;

/** Replaces pieces of a document, front to back, and copies everything between them as it is. One thread at a time. */
public final class Splices {

    private final byte[] source;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);
    /** How much of the source is in {@link #out}. */
    private int copied;

    public Splices(byte[] source) {
        this.source = source;
    }

    /**
     * Puts other bytes in the place of some.
     *
     * @param start where the old bytes start, not before the end of the last replaced ones
     * @param end where they end; equal to {@code start} to insert
     */
    public void replace(int start, int end, byte[] by) {
        if (start < copied || end < start || end > source.length) {
            throw new IllegalArgumentException("splice " + start + ".." + end + " behind " + copied);
        }
        out.write(source, copied, start - copied);
        out.write(by, 0, by.length);
        copied = end;
    }

    /** The document with all replacements; the very array that was given if there are none. Called once, at the end. */
    public byte[] result() {
        if (copied == 0 && out.size() == 0) {
            return source;
        }
        out.write(source, copied, source.length - copied);
        copied = source.length;
        return out.toByteArray();
    }
}
