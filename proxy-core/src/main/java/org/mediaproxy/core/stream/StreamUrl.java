package org.mediaproxy.core.stream;

/**
 * The key of a stream, equal for every protocol and every spelling of its URL. Made by {@link StreamUrlResolver}.
 *
 * @param vhost lower case, or {@code __defaultVhost__}
 * @param app one or more path segments, without slashes at its ends
 * @param stream one path segment without an extension
 */
public record StreamUrl(String vhost, String app, String stream) {

    /** The vhost of streams that name none. */
    public static final String DEFAULT_VHOST = "__defaultVhost__";

    /** The longest key, in characters. */
    public static final int MAX_LENGTH = 1024;

    public StreamUrl {
        if (vhost.isEmpty() || app.isEmpty() || stream.isEmpty()) {
            throw new IllegalArgumentException("a stream needs a vhost, an app and a name");
        }
        if (vhost.indexOf('/') >= 0 || stream.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a slash in the vhost or the stream");
        }
        if (app.startsWith("/") || app.endsWith("/")) {
            throw new IllegalArgumentException("a slash at an end of the app");
        }
        if (vhost.length() + app.length() + stream.length() + 2 > MAX_LENGTH) {
            throw new IllegalArgumentException("the stream URL is longer than " + MAX_LENGTH + " characters");
        }
    }

    /**
     * Reads a key as {@link #toString} writes it.
     *
     * @throws IllegalArgumentException if it has fewer than three parts
     */
    public static StreamUrl ofKey(String key) {
        int first = key.indexOf('/');
        int last = key.lastIndexOf('/');
        if (first < 0 || first == last) {
            throw new IllegalArgumentException("not vhost/app/stream: " + key);
        }
        return new StreamUrl(key.substring(0, first), key.substring(first + 1, last), key.substring(last + 1));
    }

    /** The key: {@code vhost/app/stream}. */
    @Override
    public String toString() {
        return vhost + "/" + app + "/" + stream;
    }
}
