package org.mediaproxy.core.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * JSONP as SRS has it, {@code ?callback=f}: the reply is a script that hands the JSON to a function of the page. SRS's
 * console reads everything so. A page cannot see the status of a script, so every reply is 200 and its JSON says what
 * is wrong.
 */
public final class Jsonp {

    /** The parameter that names the function. */
    public static final String CALLBACK = "callback";

    /** What SRS allows, and the dollar sign of jQuery: nothing that could be more than a name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.$-]{1,128}");

    private Jsonp() {}

    /** Whether the caller wants a script. */
    public static boolean isWanted(HttpCall call) {
        return call.parameter(CALLBACK).filter(name -> !name.isEmpty()).isPresent();
    }

    /** The endpoint with JSON replies as scripts where the caller wants that; a bad name is a 400, without a script. */
    public static HttpEndpoint around(HttpEndpoint endpoint) {
        return call -> {
            if (!isWanted(call)) {
                return endpoint.handle(call);
            }
            String name = call.parameter(CALLBACK).orElseThrow();
            if (!NAME.matcher(name).matches()) {
                return CompletableFuture.failedStage(
                        new HttpReplyException(HttpResponseStatus.BAD_REQUEST, "the callback is not a name"));
            }
            return endpoint.handle(call).exceptionally(Jsonp::answer).thenApply(reply -> script(name, reply));
        };
    }

    private static HttpReply answer(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof HttpReplyException answer) {
            return answer.reply();
        }
        throw error instanceof CompletionException same ? same : new CompletionException(error);
    }

    private static HttpReply script(String name, HttpReply reply) {
        if (!reply.contentType().startsWith("application/json")) {
            return reply;
        }
        String json = new String(reply.body(), StandardCharsets.UTF_8).strip();
        return new HttpReply(
                        HttpResponseStatus.OK,
                        "text/javascript; charset=utf-8",
                        (name + "(" + json + ")").getBytes(StandardCharsets.UTF_8),
                        reply.headers())
                .with("X-Content-Type-Options", "nosniff");
    }
}
