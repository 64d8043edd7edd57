package org.mediaproxy.lb.redis;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.ProxySnapshot;

/** What the proxies say of themselves: one hash, a field each, which goes when its proxy has been silent for {@link #SILENT}. */
final class RedisClusterView implements ClusterView {

    /** How long a proxy counts after it last said something. */
    static final Duration SILENT = Duration.ofSeconds(60);

    private static final String SILENT_MILLIS = Long.toString(SILENT.toMillis());

    private static final Gson GSON = new Gson();

    private final RedisCalls calls;
    private final String key;

    RedisClusterView(RedisCalls calls, RedisKeys keys) {
        this.calls = calls;
        this.key = keys.proxies();
    }

    @Override
    public CompletionStage<@Nullable Void> publish(ProxySnapshot snapshot) {
        String text = write(snapshot);
        return calls.call(key, redis -> {
            RedisScript.SAY.run(redis, key, snapshot.proxyId(), text, SILENT_MILLIS);
            return null;
        });
    }

    @Override
    public CompletionStage<List<ProxySnapshot>> peers() {
        return calls.call(key, redis -> RedisScript.LISTEN.run(redis, key, SILENT_MILLIS))
                .thenApply(reply -> texts(reply)
                        .flatMap(text -> read(String.valueOf(text)).stream())
                        .toList());
    }

    private static Stream<?> texts(@Nullable Object reply) {
        return reply instanceof List<?> list ? list.stream() : Stream.empty();
    }

    private static String write(ProxySnapshot snapshot) {
        JsonObject sessions = new JsonObject();
        snapshot.sessions().forEach((id, count) -> sessions.addProperty(id.text(), count));
        JsonObject json = new JsonObject();
        json.addProperty("id", snapshot.proxyId());
        json.addProperty("address", snapshot.address());
        json.add("sessions", sessions);
        json.addProperty("at", snapshot.at().toString());
        return json.toString();
    }

    /** One field of the hash, as it is written above; whatever another version left out is null. */
    private static final class Told {
        private @Nullable String id;
        private @Nullable String address;
        private @Nullable Map<String, Long> sessions;
        private @Nullable String at;
    }

    /** Empty where it is malformed, or of a version that says less. */
    private static Optional<ProxySnapshot> read(String text) {
        try {
            Told told = GSON.fromJson(text, Told.class);
            if (told == null
                    || told.id == null
                    || told.address == null
                    || told.sessions == null
                    || told.at == null
                    || told.sessions.containsValue(null)) {
                return Optional.empty();
            }
            Map<OriginId, Long> sessions = new HashMap<>();
            told.sessions.forEach((id, count) -> sessions.put(new OriginId(id), count));
            return Optional.of(new ProxySnapshot(told.id, told.address, sessions, Instant.parse(told.at)));
        } catch (JsonParseException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
