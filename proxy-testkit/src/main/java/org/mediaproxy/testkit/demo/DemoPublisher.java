package org.mediaproxy.testkit.demo;

/** Whoever asks to publish a stream. Called on the stream's event loop, once. */
interface DemoPublisher {

    /** The stream is this publisher's until it unpublishes. */
    void accepted();

    /** Another one holds the stream. */
    void refused();
}
