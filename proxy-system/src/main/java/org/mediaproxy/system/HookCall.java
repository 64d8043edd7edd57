package org.mediaproxy.system;

import com.google.gson.JsonObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.PublishReport;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/srs/hooks}: SRS tells that somebody publishes to it, or has ceased. It asks whether that may be, and any answer but
 * {@code {"code":0}} makes it refuse the publisher. So all that is well-formed is answered so, whatever the proxy can make of it: who
 * may publish is none of its business.
 */
final class HookCall implements HttpEndpoint {

    static final String PATH = "/api/v1/srs/hooks";

    /** Callbacks of SRS by what came of them. */
    static final String HOOKS = "srs_proxy_srs_hooks_total";

    private static final Logger LOG = LoggerFactory.getLogger(HookCall.class);

    private final ProxyContext context;

    HookCall(ProxyContext context) {
        this.context = context;
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpCall call) {
        SrsHook hook;
        StreamUrl stream;
        try {
            JsonBody body = JsonBody.parse(call.body());
            String action = SrsHook.action(body);
            if (!action.equals(SrsHook.PUBLISH) && !action.equals(SrsHook.UNPUBLISH)) {
                return done("ignored");
            }
            hook = SrsHook.of(body);
            stream = hook.stream(context.streams())
                    .orElseThrow(() -> new IllegalArgumentException("app and stream name no stream"));
        } catch (IllegalArgumentException e) {
            context.counters().counter(HOOKS, "result", "malformed").increment();
            String reason = String.valueOf(e.getMessage());
            LOG.warn("a callback of SRS from {} is refused: {}", call.client(), reason);
            return CompletableFuture.failedStage(new HttpReplyException(HttpResponseStatus.BAD_REQUEST, reason));
        }
        return SharedState.ask(context.loadBalancer().origins().live())
                .thenCompose(live -> tell(hook, stream, live))
                .exceptionallyCompose(error -> {
                    LOG.debug(
                            "a callback about {} came to nothing",
                            stream,
                            error); // the shared state has been warned of
                    return done("failed");
                });
    }

    private CompletionStage<HttpReply> tell(SrsHook hook, StreamUrl stream, List<Origin> live) {
        Optional<Origin> origin = live.stream().filter(hook::isOf).findFirst();
        if (origin.isEmpty()) {
            LOG.warn("SRS {} says {} of {}, but is not registered", hook.server(), hook.action(), stream);
            return done("unknown_origin");
        }
        OriginId id = origin.get().id();
        if (hook.action().equals(SrsHook.UNPUBLISH)) {
            return SharedState.ask(context.router().unpublished(stream, id, hook.client()))
                    .thenCompose(released -> {
                        if (released) {
                            LOG.debug("{} is no longer published straight to {}", stream, id);
                        }
                        return done(released ? "released" : "known");
                    });
        }
        return SharedState.ask(context.router().published(stream, id, hook.client()))
                .thenCompose(report -> reported(report, stream, id));
    }

    private CompletionStage<HttpReply> reported(PublishReport report, StreamUrl stream, OriginId id) {
        return switch (report) {
            case HELD -> {
                LOG.debug("{} is published to {}, which says so itself", stream, id);
                yield done("held");
            }
            case KNOWN -> done("known");
            case ELSEWHERE -> {
                LOG.warn("{} is published straight to {}, and through a proxy elsewhere, where players go", stream, id);
                yield done("elsewhere");
            }
        };
    }

    private CompletionStage<HttpReply> done(String result) {
        context.counters().counter(HOOKS, "result", result).increment();
        JsonObject json = new JsonObject();
        json.addProperty("code", 0);
        return CompletableFuture.completedFuture(HttpReply.json(json));
    }
}
