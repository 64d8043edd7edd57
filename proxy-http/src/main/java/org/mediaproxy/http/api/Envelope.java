package org.mediaproxy.http.api;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.ProxyStatus;

/** What every reply of SRS's API begins with, and what ours end with. */
final class Envelope {

    /** As SRS writes them: what is not there is null, not left out. */
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private static final Map<String, String> HEADERS =
            Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");

    private final ProxyStatus status;

    Envelope(ProxyStatus status) {
        this.status = status;
    }

    /** The beginning: the proxy is the server, and its id, which changes with every start, also the service. */
    JsonObject with(int code) {
        JsonObject json = new JsonObject();
        json.addProperty("code", code);
        json.addProperty("server", status.id());
        json.addProperty("service", status.id());
        json.addProperty("pid", status.pid());
        return json;
    }

    /** The beginning of a reply without fault. */
    JsonObject success() {
        return with(SrsCode.SUCCESS);
    }

    /** A failure as SRS tells it: the status is 200. */
    HttpReply failure(int code) {
        return reply(with(code));
    }

    /** Adds who was left out: those without an answer, and those without an API. */
    static void leftOut(JsonObject json, Map<OriginId, OriginFault.Reason> missing, List<OriginId> withoutApi) {
        JsonArray silent = new JsonArray();
        missing.forEach((origin, reason) -> {
            JsonObject row = new JsonObject();
            row.addProperty("origin", origin.text());
            row.addProperty("reason", reason.label());
            silent.add(row);
        });
        json.add("missing", silent);
        JsonArray without = new JsonArray();
        withoutApi.forEach(origin -> without.add(origin.text()));
        json.add("without_api", without);
    }

    static HttpReply reply(JsonObject json) {
        return reply("application/json; charset=utf-8", (GSON.toJson(json) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static HttpReply reply(String contentType, byte[] body) {
        return new HttpReply(HttpResponseStatus.OK, contentType, body, HEADERS);
    }
}
