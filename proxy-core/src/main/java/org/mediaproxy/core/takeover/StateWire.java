package org.mediaproxy.core.takeover;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.ProxySnapshot;

/** Origins, and what proxies say of themselves, as JSON between two processes. */
final class StateWire {

    private StateWire() {}

    static JsonObject origin(Origin origin) {
        JsonObject json = new JsonObject();
        json.addProperty("server", origin.server());
        json.addProperty("service", origin.service());
        json.addProperty("pid", origin.pid());
        json.addProperty("ip", origin.ip());
        json.addProperty("device_id", origin.deviceId());
        json.addProperty("updated_at", origin.updatedAt().toEpochMilli());
        json.addProperty("draining", origin.draining() ? 1 : 0);
        origin.listens().forEach((service, endpoints) -> {
            JsonArray spellings = new JsonArray();
            endpoints.forEach(spellings::add);
            json.add(service.label(), spellings);
        });
        return json;
    }

    static Origin origin(JsonObject json) throws IOException {
        Map<OriginService, List<String>> listens = new EnumMap<>(OriginService.class);
        for (OriginService service : OriginService.values()) {
            if (json.has(service.label())) {
                listens.put(service, Message.texts(json, service.label()));
            }
        }
        try {
            return new Origin(
                    Message.text(json, "server"),
                    Message.text(json, "service"),
                    Message.text(json, "pid"),
                    Message.text(json, "ip"),
                    Message.text(json, "device_id"),
                    listens,
                    Instant.ofEpochMilli(Message.number(json, "updated_at")),
                    Message.number(json, "draining") != 0);
        } catch (IllegalArgumentException e) {
            throw new IOException("an origin that is none: " + e.getMessage(), e);
        }
    }

    static JsonObject proxy(ProxySnapshot snapshot) {
        JsonObject sessions = new JsonObject();
        snapshot.sessions().forEach((origin, count) -> sessions.addProperty(origin.text(), count));
        JsonObject json = new JsonObject();
        json.addProperty("proxy", snapshot.proxyId());
        json.addProperty("address", snapshot.address());
        json.addProperty("at", snapshot.at().toEpochMilli());
        json.add("sessions", sessions);
        return json;
    }

    static ProxySnapshot proxy(JsonObject json) throws IOException {
        Map<OriginId, Long> sessions = new HashMap<>();
        if (json.get("sessions") instanceof JsonObject counts) {
            for (String origin : counts.keySet()) {
                if (origin.isEmpty() || !(counts.get(origin) instanceof JsonPrimitive)) {
                    throw new IOException("sessions of no origin");
                }
                sessions.put(new OriginId(origin), Message.number(counts, origin));
            }
        }
        return new ProxySnapshot(
                Message.text(json, "proxy"),
                Message.text(json, "address"),
                sessions,
                Instant.ofEpochMilli(Message.number(json, "at")));
    }
}
