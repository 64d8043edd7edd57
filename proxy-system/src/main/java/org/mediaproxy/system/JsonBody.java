package org.mediaproxy.system;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as the body of a request, with fields that are texts. What is wrong is an {@link IllegalArgumentException} that names
 * the field.
 *
 * @param json the object
 */
record JsonBody(JsonObject json) {

    /** The longest text that a field may have unless said otherwise, in characters. */
    static final int MAX_TEXT = 256;

    static JsonBody parse(String body) {
        JsonElement json;
        try {
            json = JsonParser.parseString(body);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("the body is not JSON", e);
        }
        if (!json.isJsonObject()) {
            throw new IllegalArgumentException("the body is not a JSON object");
        }
        return new JsonBody(json.getAsJsonObject());
    }

    /** A field of any kind; null where it is missing. */
    @Nullable
    JsonElement get(String field) {
        return json.get(field);
    }

    /** A text that must be there. */
    String mandatory(String field) {
        String value = text(field);
        if (value.isEmpty()) {
            throw wrong(field, "is missing or empty");
        }
        return value;
    }

    /** A text, trimmed; empty where the field is missing or null. */
    String text(String field) {
        return text(json.get(field), field);
    }

    static String text(@Nullable JsonElement value, String field) {
        return text(value, field, MAX_TEXT);
    }

    static String text(@Nullable JsonElement value, String field, int max) {
        if (value == null || value.isJsonNull()) {
            return "";
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw wrong(field, "is not a string");
        }
        String text = value.getAsString().trim();
        if (text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
            throw wrong(field, "is longer than " + max + " characters or has control characters");
        }
        return text;
    }

    static IllegalArgumentException wrong(String field, String what) {
        return new IllegalArgumentException("field '" + field + "' " + what);
    }
}
