package org.mediaproxy.http.forward;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Optional;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.StreamUrlResolver;

/** Which stream a request is for: its path says it, or {@code ?app=&stream=}. */
public final class StreamTarget {

    private StreamTarget() {}

    public static Optional<StreamUrl> resolve(StreamUrlResolver streams, HttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        String target = request.uri();
        int mark = target.indexOf('?');
        String query = mark < 0 ? "" : target.substring(mark);
        String app = parameter(query, "app");
        String stream = parameter(query, "stream");
        if (app.isEmpty() || stream.isEmpty()) {
            return streams.resolve(host, "", target);
        }
        // Still escaped, as the resolver expects; it looks for the vhost in the query.
        return streams.resolve(host, "", app, stream + query);
    }

    private static String parameter(String query, String name) {
        for (String pair : query.substring(Math.min(1, query.length())).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }
}
