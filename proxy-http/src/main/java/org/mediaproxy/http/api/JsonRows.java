package org.mediaproxy.http.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes apart what origins answer; what is not as SRS writes it is a fault of theirs. */
final class JsonRows {

    private JsonRows() {}

    /** The reply itself, if its code says that all is well. */
    static JsonObject successful(JsonObject reply) {
        if (SrsCode.of(reply) != SrsCode.SUCCESS) {
            throw new OriginFault(OriginFault.Reason.ERROR);
        }
        return reply;
    }

    /** The objects of a list. */
    static List<JsonObject> list(JsonObject reply, String field) {
        JsonElement list = reply.get(field);
        if (list == null || !list.isJsonArray()) {
            throw malformed();
        }
        List<JsonObject> rows = new ArrayList<>(list.getAsJsonArray().size());
        for (JsonElement row : list.getAsJsonArray()) {
            rows.add(object(row));
        }
        return rows;
    }

    /** An object within another. */
    static JsonObject member(JsonObject reply, String field) {
        return object(reply.get(field));
    }

    /** A text or number as text; empty where it is missing or something else. */
    static String text(JsonObject row, String field) {
        JsonElement value = row.get(field);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    private static JsonObject object(@Nullable JsonElement value) {
        if (value == null || !value.isJsonObject()) {
            throw malformed();
        }
        return value.getAsJsonObject();
    }

    private static OriginFault malformed() {
        return new OriginFault(OriginFault.Reason.MALFORMED);
    }
}
