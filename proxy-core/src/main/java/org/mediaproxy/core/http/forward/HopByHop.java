package org.mediaproxy.core.http.forward;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Headers that concern one connection only and are not passed on (RFC 9110 §7.6.1). */
public final class HopByHop {

    private static final List<String> NAMES = List.of(
            "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Upgrade");

    /** What describes a request's body, which is not passed on either, or asks for something about it. */
    private static final List<String> OF_REQUESTS =
            List.of("TE", "Trailer", "Transfer-Encoding", "Content-Length", "Expect");

    /** What stays even where Connection names it: without them a message would mean something else. */
    private static final Set<String> NEEDED = Set.of("host", "transfer-encoding", "content-length");

    private HopByHop() {}

    /** Leaves what an origin may see, but for what describes the body: whoever sends one describes it anew. */
    public static void removeFromRequest(HttpHeaders headers) {
        removeFromReply(headers);
        OF_REQUESTS.forEach(headers::remove);
    }

    /** Transfer-Encoding stays, as the body goes on as it came. */
    public static void removeFromReply(HttpHeaders headers) {
        for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String named : value.split(",", -1)) {
                if (!named.isBlank() && !NEEDED.contains(named.trim().toLowerCase(Locale.ROOT))) {
                    headers.remove(named.trim());
                }
            }
        }
        NAMES.forEach(headers::remove);
    }
}
