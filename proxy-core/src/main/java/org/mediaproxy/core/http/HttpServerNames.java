package org.mediaproxy.core.http;

/** Names of handlers in the pipeline of a connection that was taken over. */
public final class HttpServerNames {

    /** The server codec. */
    public static final String CODEC = "http-codec";

    private HttpServerNames() {}
}
