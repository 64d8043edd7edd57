package org.mediaproxy.core.takeover;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One message between the two processes: JSON with a type. What reads one fails with a sentence on what is missing, since
 * the other process may be of another version.
 *
 * @param type what it is
 * @param body everything, the type included
 */
record Message(String type, JsonObject body) {

    /** The version of what is said here. A process that speaks another refuses. */
    static final int VERSION = 1;

    static final String HELLO = "hello";
    static final String REFUSED = "refused";
    static final String OFFER = "offer";
    static final String COURIER = "courier";
    static final String MORE = "more";
    static final String RECEIVED = "received";
    static final String STATE = "state";
    static final String TOLD = "told";
    static final String READY = "ready";
    static final String GO = "go";
    static final String SERVING = "serving";

    static Message of(String type) {
        JsonObject body = new JsonObject();
        body.addProperty("type", type);
        return new Message(type, body);
    }

    Message with(String name, String value) {
        body.addProperty(name, value);
        return this;
    }

    Message with(String name, long value) {
        body.addProperty(name, value);
        return this;
    }

    Message with(String name, JsonElement value) {
        body.add(name, value);
        return this;
    }

    Message with(String name, Collection<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return with(name, array);
    }

    /**
     * Reads one.
     *
     * @throws IOException if it is no object with a type
     */
    static Message parse(String text) throws IOException {
        try {
            JsonElement json = JsonParser.parseString(text);
            if (json.isJsonObject() && json.getAsJsonObject().get("type") instanceof JsonPrimitive type) {
                return new Message(type.getAsString(), json.getAsJsonObject());
            }
        } catch (JsonParseException | StackOverflowError e) {
            throw new IOException("a message is no JSON", e);
        }
        throw new IOException("a message has no type");
    }

    String text(String name) throws IOException {
        return text(body, name);
    }

    static String text(JsonObject object, String name) throws IOException {
        if (object.get(name) instanceof JsonPrimitive value) {
            return value.getAsString();
        }
        throw new IOException("a message has no " + name);
    }

    long number(String name) throws IOException {
        return number(body, name);
    }

    static long number(JsonObject object, String name) throws IOException {
        try {
            return Long.parseLong(text(object, name));
        } catch (NumberFormatException e) {
            throw new IOException("a message has no number as " + name, e);
        }
    }

    List<String> texts(String name) throws IOException {
        return texts(body, name);
    }

    static List<String> texts(JsonObject object, String name) throws IOException {
        List<String> texts = new ArrayList<>();
        if (!(object.get(name) instanceof JsonArray array)) {
            throw new IOException("a message has no list " + name);
        }
        for (JsonElement element : array) {
            if (!(element instanceof JsonPrimitive text)) {
                throw new IOException("a message has no list of texts as " + name);
            }
            texts.add(text.getAsString());
        }
        return texts;
    }

    /** The objects of a list; none if it is not there. */
    List<JsonObject> objects(String name) throws IOException {
        List<JsonObject> objects = new ArrayList<>();
        JsonElement list = body.get(name);
        if (list == null) {
            return objects;
        }
        if (!(list instanceof JsonArray array)) {
            throw new IOException("a message has no list as " + name);
        }
        for (JsonElement element : array) {
            if (!(element instanceof JsonObject object)) {
                throw new IOException("a message has no list of objects as " + name);
            }
            objects.add(object);
        }
        return objects;
    }

    String json() {
        return body.toString();
    }

    /** Without what it says, of which some is secret. */
    @Override
    public String toString() {
        return type;
    }
}
