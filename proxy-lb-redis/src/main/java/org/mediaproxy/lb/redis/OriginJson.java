package org.mediaproxy.lb.redis;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.origin.OriginService;

/** An origin, and the list of all origins' keys, as the Go proxy writes them; {@code rtsp} and {@code draining} are ours. */
final class OriginJson {

    private static final String DRAINING = "draining";

    private OriginJson() {}

    static String write(Origin origin) {
        JsonObject json = new JsonObject();
        json.addProperty("ip", origin.ip());
        json.addProperty("device_id", origin.deviceId());
        json.addProperty("server_id", origin.server());
        json.addProperty("service_id", origin.service());
        json.addProperty("pid", origin.pid());
        for (OriginService service : OriginService.values()) {
            if (origin.serves(service)) {
                JsonArray spellings = new JsonArray();
                origin.spellings(service).forEach(spellings::add);
                json.add(service.label(), spellings);
            }
        }
        json.addProperty("update_at", origin.updatedAt().toString());
        if (origin.draining()) {
            json.addProperty(DRAINING, true);
        }
        return json.toString();
    }

    /** Reads a record; empty if it is none. An endpoint in a spelling that is not understood is left out, not the origin. */
    static Optional<Origin> read(String text) {
        try {
            JsonElement parsed = JsonParser.parseString(text);
            if (!parsed.isJsonObject()) {
                return Optional.empty();
            }
            JsonObject json = parsed.getAsJsonObject();
            String ip = text(json, "ip");
            Map<OriginService, List<String>> listens = new EnumMap<>(OriginService.class);
            for (OriginService service : OriginService.values()) {
                List<String> spellings = spellings(json, service, ip);
                if (!spellings.isEmpty()) {
                    listens.put(service, spellings);
                }
            }
            JsonElement draining = json.get(DRAINING);
            return Optional.of(new Origin(
                    text(json, "server_id"),
                    text(json, "service_id"),
                    text(json, "pid"),
                    ip,
                    text(json, "device_id"),
                    listens,
                    instant(text(json, "update_at")),
                    draining != null && draining.isJsonPrimitive() && draining.getAsBoolean()));
        } catch (JsonParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The same record with another mark; what else is in it stays as it is. */
    static String marked(String text, boolean draining) {
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        json.remove(DRAINING);
        if (draining) {
            json.addProperty(DRAINING, true);
        }
        return json.toString();
    }

    private static List<String> spellings(JsonObject json, OriginService service, String ip) {
        List<String> spellings = new ArrayList<>();
        JsonElement list = json.get(service.label());
        if (list != null && list.isJsonArray()) {
            for (JsonElement item : list.getAsJsonArray()) {
                String spelling = item.isJsonPrimitive() ? item.getAsString() : "";
                if (isUnderstood(spelling, service, ip)) {
                    spellings.add(spelling);
                }
            }
        }
        return spellings;
    }

    /** The Go proxy takes any text; to some of it nobody can connect. */
    private static boolean isUnderstood(String spelling, OriginService service, String ip) {
        try {
            OriginEndpoint.parse(spelling, service, ip);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String text(JsonObject json, String name) {
        JsonElement member = json.get(name);
        return member == null || !member.isJsonPrimitive() ? "" : member.getAsString();
    }

    /** RFC 3339, with an offset too. */
    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** The list of keys; empty where there is none or it cannot be read. */
    static Set<String> readKeys(String text) {
        Set<String> keys = new LinkedHashSet<>();
        try {
            JsonElement parsed = text.isEmpty() ? new JsonArray() : JsonParser.parseString(text);
            if (parsed.isJsonArray()) {
                parsed.getAsJsonArray().forEach(item -> {
                    if (item.isJsonPrimitive()) {
                        keys.add(item.getAsString());
                    }
                });
            }
        } catch (JsonParseException e) {
            keys.clear();
        }
        return keys;
    }

    /** The list as text; of none {@code []}, which Go needs. */
    static String writeKeys(Set<String> keys) {
        JsonArray list = new JsonArray();
        keys.forEach(list::add);
        return list.toString();
    }
}
