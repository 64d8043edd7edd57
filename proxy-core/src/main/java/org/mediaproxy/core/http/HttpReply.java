package org.mediaproxy.core.http;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
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

    /** Who answers, in the Server header. */
    public static final String SERVER = "mediaproxy";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

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

    /**
     * The reply as it goes out, with the headers that every reply has. For takeovers, which write their own replies.
     *
     * @param request what it answers: its version and, for HEAD, the lack of a body
     * @param keepAlive whether the connection stays open after it
     */
    public FullHttpResponse toResponse(HttpRequest request, boolean keepAlive) {
        boolean bodiless = request.method().equals(HttpMethod.HEAD);
        ByteBuf content = bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        HttpHeaders out = response.headers();
        headers.forEach(out::set);
        if (!status.equals(HttpResponseStatus.NO_CONTENT)) {
            out.set(HttpHeaderNames.CONTENT_TYPE, contentType);
            out.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        out.set(HttpHeaderNames.SERVER, SERVER);
        out.set(HttpHeaderNames.DATE, now());
        CorsReply.addTo(out);
        if (keepAlive) {
            HttpUtil.setKeepAlive(out, request.protocolVersion(), true);
        } else {
            out.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }

    /** The time as a Date header has it (RFC 9110 §5.6.7). */
    public static String now() {
        return DATE.format(Instant.now());
    }

    /** The same reply with one more header. */
    public HttpReply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpReply(status, contentType, body, more);
    }
}
