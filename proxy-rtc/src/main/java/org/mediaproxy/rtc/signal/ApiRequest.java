package org.mediaproxy.rtc.signal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.StreamUrlResolver;

/**
 * A body of the older API of SRS, {@code /rtc/v1/publish/} and {@code /rtc/v1/play/}, or of its answer: JSON with the description
 * in a member. What is not read here stays as it is.
 *
 * @param json the whole; not changed
 */
public record ApiRequest(JsonObject json) {

    private static final String SDP = "sdp";

    /** Reads a body; empty if it is no JSON object. */
    public static Optional<ApiRequest> parse(String body) {
        try {
            JsonElement json = JsonParser.parseString(body);
            return json.isJsonObject() ? Optional.of(new ApiRequest(json.getAsJsonObject())) : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    /** The description in it, one byte a character of UTF-8; empty if there is none, as in an answer that refuses. */
    public Optional<byte[]> sdp() {
        return text(SDP).map(sdp -> sdp.getBytes(StandardCharsets.UTF_8));
    }

    /** The stream, from {@code streamurl}: {@code webrtc://host/app/stream?vhost=…}. */
    public Optional<StreamUrl> stream(StreamUrlResolver streams) {
        return text("streamurl").flatMap(url -> streams.resolveUrl(url, ""));
    }

    /** The same with another description. */
    public ApiRequest withSdp(byte[] sdp) {
        JsonObject changed = json.deepCopy();
        changed.addProperty(SDP, new String(sdp, StandardCharsets.UTF_8));
        return new ApiRequest(changed);
    }

    private Optional<String> text(String name) {
        JsonElement member = json.get(name);
        boolean isText = member != null
                && member.isJsonPrimitive()
                && member.getAsJsonPrimitive().isString();
        return isText ? Optional.of(member.getAsString()) : Optional.empty();
    }

    /** The JSON. */
    @Override
    public String toString() {
        return json.toString();
    }
}
