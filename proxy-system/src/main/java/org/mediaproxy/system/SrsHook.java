package org.mediaproxy.system;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.StreamUrlResolver;

/**
 * The body of an HTTP callback of SRS, {@code on_publish} or {@code on_unpublish}, as SRS 4 to 7 send it (ossrs.io, HTTP callback).
 *
 * @param action what happened
 * @param server the SRS that says so: {@code server} of its registration
 * @param service its run: {@code service} of its registration; empty if it does not tell
 * @param client its name for the publisher; never empty
 * @param vhost as SRS has it
 * @param app the application
 * @param stream the stream's name
 * @param param the query behind the stream's name, with its question mark; may be empty
 * @param tcUrl the URL the client connected to; may be empty
 */
record SrsHook(
        String action,
        String server,
        String service,
        String client,
        String vhost,
        String app,
        String stream,
        String param,
        String tcUrl) {

    static final String PUBLISH = "on_publish";
    static final String UNPUBLISH = "on_unpublish";

    /** The longest URL or query, in characters. */
    private static final int MAX_URL = 4096;

    /** What a body is about; a body that does not tell is not one of SRS. */
    static String action(JsonBody body) {
        return body.mandatory("action");
    }

    /**
     * Reads a body.
     *
     * @throws IllegalArgumentException naming the field that is wrong
     */
    static SrsHook of(JsonBody body) {
        return new SrsHook(
                action(body),
                body.mandatory("server_id"),
                body.text("service_id"),
                client(body.get("client_id")),
                body.text("vhost"),
                body.mandatory("app"),
                body.mandatory("stream"),
                JsonBody.text(body.get("param"), "param", MAX_URL),
                JsonBody.text(body.get("tcUrl"), "tcUrl", MAX_URL));
    }

    /** A number in SRS 3, a text since. */
    private static String client(@Nullable JsonElement id) {
        String text = id instanceof JsonPrimitive plain && plain.isNumber()
                ? plain.getAsString()
                : JsonBody.text(id, "client_id");
        if (text.isEmpty() || text.length() > JsonBody.MAX_TEXT) {
            throw JsonBody.wrong("client_id", "is missing, empty or too long");
        }
        return text;
    }

    /** Whether this SRS is that origin, and that run of it. */
    boolean isOf(Origin origin) {
        return origin.server().equals(server)
                && (service.isEmpty() || origin.service().equals(service));
    }

    /**
     * The key that clients of the proxy mean by this stream. The vhost is decided as for a client of the proxy, by the host of the tcUrl and
     * by what its query or the stream's says: SRS's own idea of it depends on its configuration.
     */
    Optional<StreamUrl> stream(StreamUrlResolver streams) {
        if (tcUrl.isEmpty()) {
            String explicit = vhost.equals(StreamUrl.DEFAULT_VHOST) ? "" : vhost;
            return streams.resolve("", explicit, app, stream + param);
        }
        int scheme = tcUrl.indexOf("://");
        String rest = scheme < 0 ? tcUrl : tcUrl.substring(scheme + 3);
        String host = rest.split("[/?]", 2)[0];
        int query = rest.indexOf('?');
        return streams.resolve(host, "", query < 0 ? app : app + rest.substring(query), stream + param);
    }
}
