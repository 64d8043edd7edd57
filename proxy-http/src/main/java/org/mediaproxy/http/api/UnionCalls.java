package org.mediaproxy.http.api;

import com.google.gson.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.ProxyStatus;

/** The calls that ask every origin. */
final class UnionCalls {

    static final String SUMMARIES = "/api/v1/summaries";
    static final String VHOSTS = "/api/v1/vhosts/";

    static final int MAX_SUMMARY = 256 * 1024;
    static final int MAX_VHOSTS = 8 * 1024 * 1024;

    private final OriginApi api;
    private final OriginRegistry registry;
    private final ProxyStatus status;
    private final Envelope envelope;
    private final Executor workers;

    /** @param workers write replies, which may be large */
    UnionCalls(OriginApi api, OriginRegistry registry, ProxyStatus status, Envelope envelope, Executor workers) {
        this.api = api;
        this.registry = registry;
        this.status = status;
        this.envelope = envelope;
        this.workers = workers;
    }

    /** One page of streams or clients. */
    CompletionStage<HttpReply> rows(RowKind kind, HttpCall call) {
        Page page = Page.of(call);
        return live().thenCompose(live -> new RowUnion(api, kind).page(live, page, envelope.success()))
                .thenApplyAsync(Envelope::reply, workers);
    }

    /** All vhosts, or the one whose id stands behind the path. */
    CompletionStage<HttpReply> vhosts(HttpCall call) {
        String id = call.path().length() > VHOSTS.length() ? call.path().substring(VHOSTS.length()) : "";
        return asked(VHOSTS, MAX_VHOSTS, reply -> JsonRows.list(reply, "vhosts"))
                .thenApplyAsync(all -> Envelope.reply(vhosts(id, all)), workers);
    }

    private JsonObject vhosts(String id, Asked<List<JsonObject>> all) {
        VhostUnion union = new VhostUnion(all.survey().answers());
        JsonObject reply = envelope.success();
        if (id.isEmpty()) {
            reply.add("vhosts", union.all());
        } else {
            JsonObject vhost = union.find(id);
            if (vhost == null) {
                reply = envelope.with(SrsCode.VHOST_NOT_FOUND);
            } else {
                reply.add("vhost", vhost);
            }
        }
        return all.told(reply);
    }

    /** {@code /api/v1/summaries}. */
    CompletionStage<HttpReply> summaries(HttpCall call) {
        return asked(SUMMARIES, MAX_SUMMARY, SummaryUnion::dataOf)
                .thenApplyAsync(all -> Envelope.reply(summaries(all)), workers);
    }

    private JsonObject summaries(Asked<JsonObject> all) {
        SummaryUnion union =
                new SummaryUnion(status, InstantSource.system(), all.survey().answers());
        JsonObject reply = envelope.success();
        reply.add("data", union.data());
        reply.add("origins", union.origins());
        return all.told(reply);
    }

    /** What all origins of a moment said. */
    private record Asked<T>(LiveOrigins live, Survey<T> survey) {

        JsonObject told(JsonObject reply) {
            Envelope.leftOut(reply, survey.missing(), live.withoutApi());
            return reply;
        }
    }

    private <T> CompletionStage<Asked<T>> asked(String target, int maxBytes, Function<JsonObject, T> reading) {
        Question<T> question = Question.get(target, maxBytes, reading);
        return live().thenCompose(live -> Survey.of(live.withApi(), origin -> api.ask(origin, question, api.timeout()))
                .thenApply(survey -> new Asked<>(live, survey)));
    }

    private CompletionStage<LiveOrigins> live() {
        return LiveOrigins.now(registry).thenApply(live -> {
            api.keepOnly(live.withApi());
            return live;
        });
    }
}
