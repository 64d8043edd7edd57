package org.mediaproxy.core.http;

import java.util.concurrent.CompletionStage;

/** Answers a request whose body is small. Called on the connection's event loop; must not block. */
@FunctionalInterface
public interface HttpEndpoint {

    /** The reply; a stage that fails becomes a 500 with an ERROR line, or what a {@link HttpReplyException} says. */
    CompletionStage<HttpReply> handle(HttpCall call);
}
