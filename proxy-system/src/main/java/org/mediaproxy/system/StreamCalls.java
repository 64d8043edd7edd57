package org.mediaproxy.system;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ForgetResult;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about streams: which there are, where, how busy; and forgetting where one is. */
final class StreamCalls {

    static final String PATH = "/api/v1/streams";

    private static final Logger LOG = LoggerFactory.getLogger(StreamCalls.class);

    private final ProxyContext context;
    private final StreamRates rates;

    StreamCalls(ProxyContext context) {
        this.context = context;
        this.rates = new StreamRates(context.sessions(), context.transport());
    }

    /** {@code GET /api/v1/streams}: bindings that all proxies share, sessions and rates of this one. */
    CompletionStage<HttpReply> list(HttpCall call) {
        return SharedState.ask(context.router().bindings()).thenCombine(rates.measure(), this::listed);
    }

    private HttpReply listed(List<StreamBinding> bindings, Map<StreamUrl, StreamRates.Rate> measured) {
        Map<String, StreamRow> rows = new TreeMap<>();
        bindings.forEach(
                binding -> rows.computeIfAbsent(binding.stream().toString(), key -> new StreamRow(binding.stream()))
                        .bound(binding));
        for (Session session : context.sessions().open()) {
            StreamUrl stream = session.stream();
            if (stream != null) {
                rows.computeIfAbsent(stream.toString(), key -> new StreamRow(stream))
                        .add(session);
            }
        }
        JsonArray streams = new JsonArray();
        rows.values()
                .forEach(row -> streams.add(row.toJson(measured.getOrDefault(row.stream(), StreamRates.Rate.NONE))));
        JsonObject data = new JsonObject();
        data.addProperty("total", rows.size());
        data.add("streams", streams);
        JsonObject json = new JsonObject();
        json.addProperty("code", 0);
        json.add("data", data);
        return HttpReply.json(json);
    }

    /** {@code DELETE /api/v1/streams/{vhost/app/stream}}; sessions that are open go on. */
    CompletionStage<HttpReply> forget(HttpCall call) {
        StreamUrl stream;
        try {
            stream = StreamUrl.ofKey(call.path().substring(PATH.length() + 1));
        } catch (IllegalArgumentException e) {
            return failed(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        return SharedState.ask(context.router().forget(stream)).thenCompose(result -> {
            if (result == ForgetResult.UNBOUND) {
                return failed(HttpResponseStatus.NOT_FOUND, "no origin is bound to " + stream);
            }
            if (result == ForgetResult.PUBLISHED) {
                return failed(HttpResponseStatus.CONFLICT, stream + " is published, so it stays where it is");
            }
            LOG.info("stream {} is forgotten", stream);
            JsonObject json = new JsonObject();
            json.addProperty("code", 0);
            return CompletableFuture.completedFuture(HttpReply.json(json));
        });
    }

    private static CompletionStage<HttpReply> failed(HttpResponseStatus status, String message) {
        return CompletableFuture.failedFuture(new HttpReplyException(status, message));
    }
}
