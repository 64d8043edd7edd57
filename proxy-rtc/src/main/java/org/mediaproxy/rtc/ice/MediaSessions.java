package org.mediaproxy.rtc.ice;

/** What signalling tells the media half, and asks of it. Any thread. */
public interface MediaSessions {

    /**
     * The client ended the session, or its origin no longer knows it; nothing happens if it is not here.
     *
     * @param username of its checks
     */
    void ended(String username);

    /**
     * An ICE restart (RFC 8445 §9): checks carry a new username from now on.
     *
     * @param oldUsername under which the session is known so far
     * @param binding the new one, stored already
     */
    void restarted(String oldUsername, IceBinding binding);

    /**
     * The port at which browsers reach the proxy's media, UDP and TCP alike; hosts come from the settings, or from the address the
     * client used.
     */
    int port();
}
