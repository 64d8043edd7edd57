package org.mediaproxy.core.http;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole reply with a small body.
 *
 * @param status the status
 * @param contentType of the body
 * @param body the bytes; not copied, not changed after
 * @param headers beside the usual ones
 */
@SuppressWarnings("ArrayRecordComponent") // a body has no identity that anyone compares
public record HttpReply(HttpResponseStatus status, String contentType, byte[] body, Map<String, String> headers) {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    public HttpReply {
        headers = Map.copyOf(headers);
    }

    /** 200 with JSON. */
    public static HttpReply json(JsonElement json) {
        return json(HttpResponseStatus.OK, json);
    }

    /** Any status with JSON. */
    public static HttpReply json(HttpResponseStatus status, JsonElement json) {
        byte[] body = (GSON.toJson(json) + "\n").getBytes(StandardCharsets.UTF_8);
        return new HttpReply(status, "application/json; charset=utf-8", body, Map.of());
    }

    /** An error as the toolkit writes them all: {@code {"code":N,"error":"…"}} with a fitting status. */
    public static HttpReply error(HttpResponseStatus status, String message) {
        JsonObject json = new JsonObject();
        json.addProperty("code", status.code());
        json.addProperty("error", message);
        return json(status, json);
    }

    /** 200 with text. */
    public static HttpReply text(String text) {
        return new HttpReply(
                HttpResponseStatus.OK, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** The same reply with one more header. */
    public HttpReply with(String name, String value) {
        Map<String, String> more = new java.util.LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpReply(status, contentType, body, more);
    }
}
