package org.mediaproxy.http.api;

import com.google.gson.JsonObject;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about one stream or client: they go to the one origin that its id names, and to no other. */
final class OwnerCalls {

    /** The parameter that names an origin. */
    static final String ORIGIN = "origin";

    private static final Logger LOG = LoggerFactory.getLogger(OwnerCalls.class);

    private static final int MAX_REPLY = 64 * 1024;

    private final OriginApi api;
    private final OriginRegistry registry;
    private final Envelope envelope;

    OwnerCalls(OriginApi api, OriginRegistry registry, Envelope envelope) {
        this.api = api;
        this.registry = registry;
        this.envelope = envelope;
    }

    /** One stream or client. */
    CompletionStage<HttpReply> row(RowKind kind, HttpCall call) {
        return owned(kind, call, HttpMethod.GET).thenApply(owned -> {
            if (owned.isEmpty()) {
                return envelope.failure(kind.notFound());
            }
            JsonObject reply = envelope.success();
            reply.add(kind.single(), owned.get().row());
            return Envelope.reply(reply);
        });
    }

    /** Makes the owner close a client's connection. */
    CompletionStage<HttpReply> kickOff(HttpCall call) {
        return owned(RowKind.CLIENT, call, HttpMethod.DELETE).thenApply(owned -> {
            if (owned.isEmpty()) {
                return envelope.failure(SrsCode.CLIENT_NOT_FOUND);
            }
            OriginId origin = owned.get().origin().id();
            LOG.info("client {} of origin {} is kicked off by {}", owned.get().id(), origin, call.client());
            JsonObject reply = envelope.success();
            reply.addProperty(ORIGIN, origin.text());
            return Envelope.reply(reply);
        });
    }

    /** A row of an origin, adopted; empty where it was deleted. */
    private record Owned(Origin origin, String id, JsonObject row) {}

    /** Empty if no live origin is the owner, or the owner knows of no such row. */
    private CompletionStage<Optional<Owned>> owned(RowKind kind, HttpCall call, HttpMethod method) {
        String id = call.path().substring(kind.path().length());
        Optional<OriginId> named = named(call);
        Optional<RowId> unique = RowId.parse(id);
        if (named.isPresent() ? !RowId.isOwn(id) : unique.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return LiveOrigins.now(registry).thenCompose(live -> {
            Optional<Origin> owner = named.isPresent() ? live.find(named.get()) : unique.flatMap(live::owner);
            String own = named.isPresent() ? id : unique.orElseThrow().own();
            return owner.isEmpty()
                    ? CompletableFuture.completedStage(Optional.empty())
                    : ask(kind, owner.get(), own, method);
        });
    }

    /** The origin that the caller names; ids then are that origin's own. */
    static Optional<OriginId> named(HttpCall call) {
        return call.parameter(ORIGIN).filter(text -> !text.isEmpty()).map(OriginId::new);
    }

    private CompletionStage<Optional<Owned>> ask(RowKind kind, Origin origin, String id, HttpMethod method) {
        Question<Optional<Owned>> question = new Question<>(method, kind.path() + id, MAX_REPLY, reply -> {
            if (SrsCode.of(reply) == kind.notFound()) {
                return Optional.empty();
            }
            JsonRows.successful(reply);
            JsonObject row = new JsonObject();
            if (method.equals(HttpMethod.GET)) {
                row = JsonRows.member(reply, kind.single());
                kind.adopt(origin, row);
            }
            return Optional.of(new Owned(origin, id, row));
        });
        return OriginFault.told(origin, api.ask(origin, question, api.timeout()));
    }
}
