package org.mediaproxy.http.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;

/**
 * The vhosts of all origins, one for each name: an origin's own id for a vhost says nothing elsewhere, and two origins
 * have the same vhost under two ids.
 */
final class VhostUnion {

    private static final List<String> SUMS = List.of("clients", "streams", "send_bytes", "recv_bytes");
    private static final List<String> RATES = List.of("recv_30s", "send_30s");

    /** One vhost while it is put together. */
    private static final class Vhost {
        private final List<JsonObject> rows = new ArrayList<>();
        private final Set<String> ids = new HashSet<>();
        private final JsonArray origins = new JsonArray();
    }

    private final Map<String, Vhost> byName = new TreeMap<>(Comparator.naturalOrder());

    VhostUnion(List<Survey.Answer<List<JsonObject>>> answers) {
        for (Survey.Answer<List<JsonObject>> answer : answers) {
            answer.value().forEach(row -> add(answer.origin(), row));
        }
    }

    private void add(Origin origin, JsonObject row) {
        Vhost vhost = byName.computeIfAbsent(JsonRows.text(row, "name"), name -> new Vhost());
        vhost.rows.add(row);
        vhost.ids.add(RowId.of(origin, JsonRows.text(row, "id")).toString());
        vhost.origins.add(origin.id().text());
    }

    /** All of them, in the order of their names. */
    JsonArray all() {
        JsonArray all = new JsonArray();
        byName.forEach((name, vhost) -> all.add(merged(name, vhost)));
        return all;
    }

    /** The one with the id or the name; null if there is none. */
    @Nullable
    JsonObject find(String id) {
        for (Map.Entry<String, Vhost> entry : byName.entrySet()) {
            String name = entry.getKey();
            if (id.equals(RowId.ofVhost(name))
                    || id.equals(name)
                    || entry.getValue().ids.contains(id)) {
                return merged(name, entry.getValue());
            }
        }
        return null;
    }

    private static JsonObject merged(String name, Vhost vhost) {
        JsonObject merged = new JsonObject();
        merged.addProperty("id", RowId.ofVhost(name));
        merged.addProperty("name", name);
        merged.addProperty("enabled", vhost.rows.stream().anyMatch(row -> isTrue(row, "enabled")));
        SUMS.forEach(field -> merged.addProperty(field, Sum.of(vhost.rows, field)));
        JsonObject kbps = new JsonObject();
        List<JsonObject> rates = members(vhost.rows, "kbps");
        RATES.forEach(field -> kbps.addProperty(field, Sum.of(rates, field)));
        merged.add("kbps", kbps);
        merged.add("hls", hls(members(vhost.rows, "hls")));
        merged.add("origins", vhost.origins);
        return merged;
    }

    /** As the first origin has it that makes HLS; where none does, as the first has it. */
    private static JsonObject hls(List<JsonObject> rows) {
        return rows.stream()
                .filter(row -> isTrue(row, "enabled"))
                .findFirst()
                .or(() -> rows.stream().findFirst())
                .orElseGet(JsonObject::new);
    }

    private static boolean isTrue(JsonObject row, String field) {
        return JsonRows.text(row, field).equals("true");
    }

    private static List<JsonObject> members(List<JsonObject> rows, String field) {
        return rows.stream()
                .map(row -> row.get(field))
                .filter(value -> value != null && value.isJsonObject())
                .map(JsonElement::getAsJsonObject)
                .toList();
    }
}
