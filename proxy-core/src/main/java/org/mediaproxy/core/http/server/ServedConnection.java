package org.mediaproxy.core.http.server;

/** A connection that an HTTP port serves itself, as whoever stops the ports sees it. Any thread. */
interface ServedConnection {

    /** Takes no more requests, and closes once those that are under way have been replied to. */
    void drain();

    /** Closes now; what was taken over stays with who took it. */
    void close();
}
