package org.mediaproxy.system;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ProxyContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about origins: which there are, and which shall get no new streams. */
final class OriginCalls {

    static final String PATH = "/api/v1/origins";

    private static final Logger LOG = LoggerFactory.getLogger(OriginCalls.class);

    private static final String DRAIN = "/drain";
    private static final String UNDRAIN = "/undrain";

    private final ProxyContext context;

    OriginCalls(ProxyContext context) {
        this.context = context;
    }

    /** {@code GET /api/v1/origins}; sessions and state are as this proxy sees them. */
    CompletionStage<HttpReply> list(HttpCall call) {
        return SharedState.ask(context.loadBalancer().origins().live()).thenApply(this::listed);
    }

    private HttpReply listed(List<Origin> live) {
        Map<OriginId, Long> sessions = new HashMap<>();
        for (Session session : context.sessions().open()) {
            OriginId origin = session.origin();
            if (origin != null) {
                sessions.merge(origin, 1L, Long::sum);
            }
        }
        JsonArray origins = new JsonArray();
        live.forEach(origin -> origins.add(row(origin, sessions.getOrDefault(origin.id(), 0L))));
        JsonObject data = new JsonObject();
        data.addProperty("total", live.size());
        data.addProperty("alive", live.size());
        data.add("origins", origins);
        JsonObject json = new JsonObject();
        json.addProperty("code", 0);
        json.add("data", data);
        return HttpReply.json(json);
    }

    private JsonObject row(Origin origin, long sessions) {
        JsonObject row = new JsonObject();
        row.addProperty("id", origin.id().toString());
        row.addProperty("ip", origin.ip());
        row.addProperty("alive", true);
        row.addProperty("device_id", origin.deviceId());
        row.addProperty("server", origin.server());
        row.addProperty("service", origin.service());
        row.addProperty("pid", origin.pid());
        for (OriginService service : OriginService.values()) {
            JsonArray endpoints = new JsonArray();
            origin.spellings(service).forEach(endpoints::add);
            row.add(service.label(), endpoints);
        }
        row.addProperty("updated_at", origin.updatedAt().toString());
        row.addProperty("sessions", sessions);
        row.addProperty("draining", origin.draining());
        row.addProperty("state", context.router().state(origin).label());
        return row;
    }

    /** {@code POST /api/v1/origins/{id}/drain} and {@code /undrain}. */
    CompletionStage<HttpReply> steer(HttpCall call) {
        String rest = call.path().substring(PATH.length() + 1);
        boolean draining = rest.endsWith(DRAIN);
        String end = draining ? DRAIN : UNDRAIN;
        if (!rest.endsWith(end) || rest.length() == end.length()) {
            return notFound("only {id}/drain and {id}/undrain are here");
        }
        OriginId id = new OriginId(rest.substring(0, rest.length() - end.length()));
        return SharedState.ask(context.loadBalancer().origins().setDraining(id, draining))
                .thenCompose(found -> {
                    if (!found) {
                        return notFound("no live origin " + id);
                    }
                    LOG.info(
                            "origin {} {}",
                            id,
                            draining ? "drains: it gets no new streams" : "takes new streams again");
                    JsonObject json = new JsonObject();
                    json.addProperty("code", 0);
                    return CompletableFuture.completedFuture(HttpReply.json(json));
                });
    }

    private static CompletionStage<HttpReply> notFound(String what) {
        return CompletableFuture.failedFuture(new HttpReplyException(HttpResponseStatus.NOT_FOUND, what));
    }
}
