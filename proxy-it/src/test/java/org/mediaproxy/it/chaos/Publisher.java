package org.mediaproxy.it.chaos;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.mediaproxy.it.peers.RtmpCaller;

/** Publishes a stream: a key frame of 200 bytes twenty times a second. */
final class Publisher extends Client {

    private static final int FRAME_MILLIS = 50;

    private final byte[] frame = new byte[200];

    Publisher(String stream, Cluster cluster, Journal journal, long seed) {
        super("publisher of " + stream, stream, cluster, journal, seed);
        frame[0] = 0x17; // AVC, key frame
        frame[1] = 1;
    }

    @Override
    void serve(RtmpCaller caller) throws IOException {
        caller.connect("live").publish(stream());
        String status = caller.awaitStatus();
        if (!status.equals("NetStream.Publish.Start")) {
            throw gone(status);
        }
        caller.patience(FRAME_MILLIS);
        for (long frames = 0; !hasEnded(); frames++) {
            alive();
            caller.video(frames * FRAME_MILLIS, frame);
            hear(caller);
        }
    }

    /** Waits for the next frame's time, and notices the end. */
    private void hear(RtmpCaller caller) throws IOException {
        long until = System.nanoTime() + FRAME_MILLIS * 1_000_000L;
        try {
            while (System.nanoTime() < until) {
                if (caller.awaitAny() == RtmpCaller.COMMAND) {
                    throw gone("a command: the origin or the proxy ends the stream");
                }
            }
        } catch (SocketTimeoutException quiet) {
            // as long as all is well
        }
    }
}
