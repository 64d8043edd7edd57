package org.mediaproxy.testkit.demo;

/** Whoever plays a stream, over RTMP or HTTP. Called on the stream's event loop. */
interface DemoPlayer {

    /**
     * A publisher is there: media follows.
     *
     * @param cached payload bytes that follow at once
     */
    void begin(long cached);

    /** Sends one message; it stays the stream's. */
    void write(MediaMessage message);

    /** Says that the publisher left, and closes behind what was written. */
    void end();

    /** Says that no publisher came, and closes. */
    void giveUp();
}
