package org.mediaproxy.core.takeover;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityStore;

/**
 * What became of one binding in the process that is taken over from.
 *
 * @param kind what happened
 * @param key of the binding
 * @param was its value before
 * @param value its value
 * @param ttl how long it lives
 */
record BindingChange(Kind kind, AffinityKey key, String was, String value, Duration ttl) {

    /** What can happen to a binding. */
    enum Kind {
        /** It is there. */
        BOUND,
        /** Its value is another one. */
        MOVED,
        /** It lives longer. */
        TOUCHED,
        /** It is gone. */
        RELEASED
    }

    private static final Duration MAX_TTL = Duration.ofDays(30);

    BindingChange {
        if (ttl.isNegative() || ttl.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException("a binding that lives for " + ttl);
        }
    }

    /**
     * Does the same to another store, whose own word counts more: what stands there otherwise stays, since that process serves
     * the new clients.
     */
    CompletionStage<?> applyTo(AffinityStore store) {
        return switch (kind) {
            case BOUND -> store.bindIfAbsent(key, value, ttl);
            case MOVED ->
                store.rebind(key, was, value, ttl)
                        .thenCompose(moved -> store.bindIfAbsent(key, value, ttl)); // stands already, if it was
            case TOUCHED -> store.touch(key, ttl);
            case RELEASED -> store.release(key, value);
        };
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("kind", kind.name().toLowerCase(Locale.ROOT));
        json.addProperty("namespace", key.namespace());
        json.addProperty("name", key.name());
        json.addProperty("was", was);
        json.addProperty("value", value);
        json.addProperty("ttl", ttl.toMillis());
        return json;
    }

    static BindingChange of(JsonObject json) throws IOException {
        try {
            return new BindingChange(
                    Kind.valueOf(Message.text(json, "kind").toUpperCase(Locale.ROOT)),
                    new AffinityKey(Message.text(json, "namespace"), Message.text(json, "name")),
                    Message.text(json, "was"),
                    Message.text(json, "value"),
                    Duration.ofMillis(Message.number(json, "ttl")));
        } catch (IllegalArgumentException e) {
            throw new IOException("a binding that is none: " + e.getMessage(), e);
        }
    }

    /** Without the value, which may be secret. */
    @Override
    public String toString() {
        return kind + " " + key;
    }
}
