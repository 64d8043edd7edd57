package org.mediaproxy.it.peers;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** A plain blocking player of HTTP-FLV, for tests that need many at once. */
public final class FlvCaller implements AutoCloseable {

    private static final int VIDEO_TAG = 9;

    private final HttpURLConnection connection;

    /** Asks for the URL. */
    public FlvCaller(String url, int timeoutMillis) throws IOException {
        connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setRequestProperty("Connection", "close");
    }

    /** Reads on until a tag with video has come whole. */
    public void awaitVideo() throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
        in.skipNBytes(9 + 4); // the header of the file, and the size of the tag before the first
        while (true) {
            int head = in.readInt();
            in.skipNBytes(7 + (head & 0xFFFFFF) + 4);
            if (head >>> 24 == VIDEO_TAG) {
                return;
            }
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
