package org.mediaproxy.http.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginRegistry;

/**
 * {@code GET /api/v1/…?origin=ID}: what one origin says itself, word for word, with its own ids. Only calls that read,
 * and of those none that tells what we send it: {@code tests/requests} would show our credentials, {@code raw} reloads.
 */
final class PassThrough {

    static final String PREFIX = "/api/v1/";

    private static final Set<String> CALLS = Set.of(
            "authors",
            "features",
            "meminfos",
            "perf",
            "rusages",
            "self_proc_stats",
            "summaries",
            "system_proc_stats",
            "tcmalloc");

    /** Behind these may stand an id. */
    private static final Set<String> ROWS = Set.of("clients", "streams", "vhosts");

    /** What is passed on of a query. {@code reset} of perf would change something. */
    private static final List<String> PARAMETERS = List.of("start", "count", "page", "target");

    private static final int MAX_REPLY = 16 * 1024 * 1024;

    private final OriginApi api;
    private final OriginRegistry registry;

    PassThrough(OriginApi api, OriginRegistry registry) {
        this.api = api;
        this.registry = registry;
    }

    CompletionStage<HttpReply> handle(HttpCall call) {
        Optional<String> path =
                path(call.path().substring(Math.min(PREFIX.length(), call.path().length())));
        Optional<OriginId> named = OwnerCalls.named(call);
        if (path.isEmpty() || named.isEmpty()) {
            return fails(notFound("nothing here, or nothing without ?origin=ID: " + call.path()));
        }
        return LiveOrigins.now(registry).thenCompose(live -> {
            Optional<Origin> origin = live.find(named.get());
            return origin.isEmpty()
                    ? fails(notFound("no live origin with an API has the id " + named.get()))
                    : ask(origin.get(), target(path.get(), call));
        });
    }

    /** The path as origins have it; empty if it is not on the list. */
    private static Optional<String> path(String call) {
        if (CALLS.contains(call)) {
            return Optional.of(PREFIX + call);
        }
        int slash = call.indexOf('/');
        String rows = slash < 0 ? call : call.substring(0, slash);
        String id = slash < 0 ? "" : call.substring(slash + 1);
        boolean known = ROWS.contains(rows) && (id.isEmpty() || RowId.isOwn(id));
        return known ? Optional.of(PREFIX + rows + "/" + id) : Optional.empty();
    }

    private static String target(String path, HttpCall call) {
        QueryStringEncoder target = new QueryStringEncoder(path);
        for (String name : PARAMETERS) {
            call.parameter(name).ifPresent(value -> target.addParam(name, value));
        }
        return target.toString();
    }

    private CompletionStage<HttpReply> ask(Origin origin, String target) {
        return OriginFault.told(origin, api.raw(origin, target, MAX_REPLY).thenApply(PassThrough::reply));
    }

    /** Whatever an origin says it is: JSON or plain text, never a page. */
    private static HttpReply reply(byte[] body) {
        boolean json = isJsonObject(new String(body, StandardCharsets.UTF_8));
        return Envelope.reply(json ? "application/json; charset=utf-8" : "text/plain; charset=utf-8", body);
    }

    private static boolean isJsonObject(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            return json.isJsonObject();
        } catch (JsonParseException e) {
            return false;
        }
    }

    private static HttpReplyException notFound(String what) {
        return new HttpReplyException(HttpResponseStatus.NOT_FOUND, what);
    }

    private static CompletionStage<HttpReply> fails(HttpReplyException why) {
        return CompletableFuture.failedStage(why);
    }
}
