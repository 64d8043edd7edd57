package org.mediaproxy.http.api;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpReply;

/** The calls that no origin is asked for: what there is, and that the configuration cannot be had here. */
final class FixedCalls {

    private static final Map<String, String> URLS = new TreeMap<>(Map.of(
            "versions", "the version of this proxy",
            "summaries", "CPU, memory and network of all origins, as sums and for each",
            "vhosts", "the vhosts of all origins, or one",
            "streams", "the streams of all origins, or one; ?start=&count=",
            "clients", "the clients of all origins, or one; ?start=&count=; DELETE closes its connection",
            "raw", "tells that the raw API is off"));

    private static final Map<String, String> URLS_OF_ORIGINS = new TreeMap<>(Map.of(
            "authors", "the authors",
            "features", "what an origin can do",
            "meminfos", "the memory of an origin's machine",
            "perf", "performance counters of an origin",
            "rusages", "the resource usage of an origin",
            "self_proc_stats", "the process of an origin",
            "system_proc_stats", "the processors of an origin's machine",
            "tcmalloc", "the allocator of an origin; ?page=summary"));

    private final Envelope envelope;

    FixedCalls(Envelope envelope) {
        this.envelope = envelope;
    }

    /** {@code /api/}: the versions of the API. */
    CompletionStage<HttpReply> versions(HttpCall call) {
        JsonObject urls = new JsonObject();
        urls.addProperty("v1", "the api version 1.0");
        return urls(urls);
    }

    /** {@code /api/v1/}: the calls of this version. */
    CompletionStage<HttpReply> calls(HttpCall call) {
        JsonObject urls = new JsonObject();
        URLS.forEach(urls::addProperty);
        URLS_OF_ORIGINS.forEach((path, what) -> urls.addProperty(path, what + "; with ?origin=ID"));
        return urls(urls);
    }

    private CompletionStage<HttpReply> urls(JsonObject urls) {
        JsonObject reply = envelope.success();
        reply.add("urls", urls);
        return CompletableFuture.completedStage(Envelope.reply(reply));
    }

    /**
     * {@code /api/v1/raw}: what an SRS says whose raw API is off. Its console asks before it shows streams, and would
     * call a 404 an error.
     */
    CompletionStage<HttpReply> raw(HttpCall call) {
        if (!call.parameter("rpc").orElse("").equals("raw")) {
            return CompletableFuture.completedStage(envelope.failure(SrsCode.RAW_DISABLED));
        }
        JsonObject off = new JsonObject();
        off.addProperty("enabled", false);
        off.addProperty("allow_reload", false);
        off.addProperty("allow_query", false);
        off.addProperty("allow_update", false);
        JsonObject api = new JsonObject();
        api.addProperty("enabled", true);
        api.addProperty("crossdomain", true);
        api.add("raw_api", off);
        JsonObject reply = envelope.success();
        reply.add("http_api", api);
        return CompletableFuture.completedStage(Envelope.reply(reply));
    }
}
