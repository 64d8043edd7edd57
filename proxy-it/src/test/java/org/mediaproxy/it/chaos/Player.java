package org.mediaproxy.it.chaos;

import java.io.IOException;
import org.mediaproxy.it.peers.RtmpCaller;

/** Plays a stream. It waits for a publisher as long as it waits for anything, then comes again. */
final class Player extends Client {

    private final Publisher publisher;

    Player(int number, Publisher publisher, Cluster cluster, Journal journal, long seed) {
        super("player " + number + " of " + publisher.stream(), publisher.stream(), cluster, journal, seed);
        this.publisher = publisher;
    }

    /** Whose stream it is. */
    Publisher publisher() {
        return publisher;
    }

    @Override
    void serve(RtmpCaller caller) throws IOException {
        caller.connect("live").play(stream());
        while (!hasEnded()) {
            if (caller.awaitVideo()) {
                alive();
            } else {
                throw gone("the stream ended");
            }
        }
    }
}
