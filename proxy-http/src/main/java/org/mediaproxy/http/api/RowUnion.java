package org.mediaproxy.http.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;

/**
 * One page of the streams or clients of all origins: those of the first origin, then those of the second, each in its
 * origin's own order. Short pages near the start take one question to each origin. For others it must be known how many
 * rows stand before the page, so there are two rounds, each with half the time: one that counts, one that reads.
 */
final class RowUnion {

    private final OriginApi api;
    private final RowKind kind;

    RowUnion(OriginApi api, RowKind kind) {
        this.api = api;
        this.kind = kind;
    }

    /** A part of the page: rows of one origin, from one number up to another. */
    private record Part(OriginRows.Stock stock, int from, int to) {}

    /** The rows, in a list under the kind's name, and who was left out. */
    CompletionStage<JsonObject> page(LiveOrigins live, Page page, JsonObject reply) {
        boolean oneRound = page.end() <= OriginRows.FIRST;
        Duration round = oneRound ? api.timeout() : api.timeout().dividedBy(2);
        return Survey.of(live.withApi(), origin -> new OriginRows(api, origin, kind).stock(page.end(), round))
                .thenCompose(counted -> {
                    Map<Origin, Part> parts = parts(counted, page);
                    return Survey.of(
                                    List.copyOf(parts.keySet()),
                                    origin -> read(Objects.requireNonNull(parts.get(origin)), round))
                            .thenApply(read -> filled(reply, page, counted, read, live));
                });
    }

    private static Map<Origin, Part> parts(Survey<OriginRows.Stock> counted, Page page) {
        Map<Origin, Part> parts = new LinkedHashMap<>();
        long before = 0;
        for (Survey.Answer<OriginRows.Stock> answer : counted.answers()) {
            int size = answer.value().size();
            int from = (int) Math.min(size, Math.max(0, page.start() - before));
            int to = (int) Math.min(size, Math.max(0, page.end() - before));
            if (from < to) {
                parts.put(answer.origin(), new Part(answer.value(), from, to));
            }
            before += size;
        }
        return parts;
    }

    private static CompletionStage<List<JsonObject>> read(Part part, Duration round) {
        List<JsonObject> first = part.stock().first();
        return part.to() <= first.size()
                ? CompletableFuture.completedStage(first.subList(part.from(), part.to()))
                : part.stock().rows().read(part.from(), part.to(), round);
    }

    private JsonObject filled(
            JsonObject reply,
            Page page,
            Survey<OriginRows.Stock> counted,
            Survey<List<JsonObject>> read,
            LiveOrigins live) {
        reply.addProperty("start", page.start());
        reply.addProperty("count", page.count());
        JsonArray rows = new JsonArray();
        for (Survey.Answer<List<JsonObject>> answer : read.answers()) {
            answer.value().forEach(rows::add);
        }
        reply.add(kind.plural(), rows);
        Map<OriginId, OriginFault.Reason> missing = new LinkedHashMap<>(counted.missing());
        missing.putAll(read.missing());
        Envelope.leftOut(reply, missing, live.withoutApi());
        return reply;
    }
}
