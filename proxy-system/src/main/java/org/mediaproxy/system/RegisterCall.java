package org.mediaproxy.system;

import com.google.gson.JsonObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.ProxyContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/srs/register}: an origin says that it lives. SRS calls it every 9 to 10 seconds and ignores the
 * reply, so what is wrong is logged here as well.
 */
final class RegisterCall implements HttpEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(RegisterCall.class);

    private final ProxyContext context;
    private final InstantSource clock;

    RegisterCall(ProxyContext context, InstantSource clock) {
        this.context = context;
        this.clock = clock;
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpCall call) {
        Origin origin;
        try {
            origin = Registration.parse(call.body()).toOrigin(clock.instant());
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            LOG.warn("a registration from {} is refused: {}", call.client(), reason);
            return CompletableFuture.failedStage(new HttpReplyException(HttpResponseStatus.BAD_REQUEST, reason));
        }
        LOG.debug("origin {} registers from {}", origin.id(), call.client());
        return SharedState.ask(context.loadBalancer().origins().register(origin))
                .thenApply(registered -> {
                    JsonObject json = new JsonObject();
                    json.addProperty("code", 0);
                    json.addProperty("pid", context.status().pid());
                    return HttpReply.json(json);
                });
    }
}
