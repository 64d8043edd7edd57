package org.mediaproxy.system;

import com.google.gson.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

/** One stream of the listing while it is put together. */
final class StreamRow {

    private final StreamUrl stream;
    private @Nullable OriginId origin;
    private @Nullable OriginId backup;
    private @Nullable Instant publishedSince;
    private int publishers;
    private int players;

    StreamRow(StreamUrl stream) {
        this.stream = stream;
    }

    StreamUrl stream() {
        return stream;
    }

    void bound(StreamBinding binding) {
        origin = binding.origins().isEmpty() ? null : binding.origins().get(0);
        backup = binding.origins().size() < 2 ? null : binding.origins().get(1);
        publishedSince = binding.publishedSince().orElse(null);
    }

    void add(Session session) {
        if (origin == null) {
            origin = session.origin();
        }
        if (session.role() == StreamRole.PUBLISH) {
            publishers++;
        } else {
            players++;
        }
    }

    JsonObject toJson(StreamRates.Rate rate) {
        JsonObject json = new JsonObject();
        json.addProperty("key", stream.toString());
        json.addProperty("vhost", stream.vhost());
        json.addProperty("app", stream.app());
        json.addProperty("stream", stream.stream());
        json.addProperty("origin", origin == null ? "" : origin.toString());
        json.addProperty("backup", backup == null ? "" : backup.toString());
        json.addProperty("published_since", publishedSince == null ? "" : publishedSince.toString());
        json.addProperty("sessions", publishers + players);
        json.addProperty("publishers", publishers);
        json.addProperty("players", players);
        json.addProperty("receive_bytes_per_second", rate.received());
        json.addProperty("send_bytes_per_second", rate.sent());
        return json;
    }
}
