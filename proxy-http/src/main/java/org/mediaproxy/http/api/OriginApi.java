package org.mediaproxy.http.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.http.origin.OriginClientException;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.origin.OriginService;

/** Asks the HTTP API of one origin, with our credentials. Any thread; what fails, fails with an {@link OriginFault}. */
final class OriginApi {

    /** Calls of origins' APIs, by what came of them. */
    static final String CALLS = "srs_proxy_origin_api_calls_total";

    /** Sends one request to an origin; the shape of the HTTP client's method. */
    @FunctionalInterface
    interface Sender {
        CompletionStage<OriginReply> send(OriginEndpoint to, FullHttpRequest request, int maxBytes, Duration deadline);
    }

    private final Sender sender;
    private final OriginApiSettings settings;
    private final Executor workers;
    private final Counters counters;
    private final OriginTroubles troubles;

    /** @param workers parse what was answered, which may be large */
    OriginApi(Sender sender, OriginApiSettings settings, Executor workers, Counters counters, OriginTroubles troubles) {
        this.sender = sender;
        this.settings = settings;
        this.workers = workers;
        this.counters = counters;
        this.troubles = troubles;
    }

    /** How long one origin may take. */
    Duration timeout() {
        return settings.timeout();
    }

    /** Forgets what was known of other origins than these. */
    void keepOnly(List<Origin> live) {
        troubles.keep(live.stream().map(Origin::id).toList());
    }

    /** What is read from an origin's answer. The stage completes on a worker where there is one. */
    <T> CompletionStage<T> ask(Origin origin, Question<T> question, Duration deadline) {
        return counted(
                origin,
                reply(origin, question.method(), question.target(), question.maxBytes(), deadline)
                        .thenApplyAsync(reply -> question.reading().apply(json(reply)), workers));
    }

    /** An answer as it is, with status 200. The stage completes on a worker where there is one. */
    CompletionStage<byte[]> raw(Origin origin, String target, int maxBytes) {
        return counted(
                origin,
                reply(origin, HttpMethod.GET, target, maxBytes, settings.timeout())
                        .thenApplyAsync(OriginReply::body, workers));
    }

    private CompletionStage<OriginReply> reply(
            Origin origin, HttpMethod method, String target, int maxBytes, Duration deadline) {
        OriginEndpoint endpoint = origin.endpoint(OriginService.API, false).orElseThrow();
        try {
            return sender.send(endpoint, request(endpoint, method, target), maxBytes, deadline)
                    .thenApply(OriginApi::accepted);
        } catch (RejectedExecutionException e) { // the proxy is being closed
            return CompletableFuture.failedStage(e);
        }
    }

    private FullHttpRequest request(OriginEndpoint endpoint, HttpMethod method, String target) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, target, Unpooled.EMPTY_BUFFER);
        request.headers().set(HttpHeaderNames.HOST, new HostPort(endpoint.host(), endpoint.port()).toString());
        request.headers().set(HttpHeaderNames.ACCEPT, "application/json");
        if (!settings.authorization().isEmpty()) {
            request.headers().set(HttpHeaderNames.AUTHORIZATION, settings.authorization());
        }
        return request;
    }

    private static OriginReply accepted(OriginReply reply) {
        if (reply.status().equals(HttpResponseStatus.UNAUTHORIZED)
                || reply.status().equals(HttpResponseStatus.FORBIDDEN)) {
            throw new OriginFault(OriginFault.Reason.UNAUTHORIZED);
        }
        if (!reply.status().equals(HttpResponseStatus.OK)) {
            throw new OriginFault(OriginFault.Reason.ERROR);
        }
        return reply;
    }

    private static JsonObject json(OriginReply reply) {
        try {
            JsonElement json = JsonParser.parseString(new String(reply.body(), StandardCharsets.UTF_8));
            if (json.isJsonObject() && SrsCode.isIn(json.getAsJsonObject())) {
                return json.getAsJsonObject();
            }
        } catch (JsonParseException e) {
            // the same as what is JSON but no answer
        }
        throw new OriginFault(OriginFault.Reason.MALFORMED);
    }

    private <T> CompletionStage<T> counted(Origin origin, CompletionStage<T> answer) {
        return answer.whenComplete((value, error) -> count(origin, error)).exceptionally(error -> {
            Throwable cause = asFault(error);
            throw new CompletionException(cause instanceof RejectedExecutionException ? CallLimit.busy() : cause);
        });
    }

    private void count(Origin origin, @Nullable Throwable error) {
        if (error == null) {
            troubles.answered(origin);
            counters.counter(CALLS, "result", "ok").increment();
        } else if (asFault(error) instanceof OriginFault fault) {
            troubles.failed(origin, fault.reason());
            counters.counter(CALLS, "result", fault.reason().label()).increment();
        }
    }

    /** A fault where the error is one; else the error, which is a bug or a proxy that is being closed. */
    static Throwable asFault(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof OriginClientException known
                ? new OriginFault(OriginFault.Reason.of(known.reason()))
                : cause;
    }

    /** A stage that failed already. */
    static <T> CompletionStage<T> failed(OriginFault.Reason reason) {
        return CompletableFuture.failedStage(new OriginFault(reason));
    }
}
