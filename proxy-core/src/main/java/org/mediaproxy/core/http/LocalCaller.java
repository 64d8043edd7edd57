package org.mediaproxy.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;

/**
 * Tells a caller on this machine from one that only seems to be: a reverse proxy in front, or a web page of somebody
 * else's in a browser on this machine, which may send simple requests to any address.
 */
final class LocalCaller {

    /** Fetch Metadata: whose page made the browser ask; {@code none} is the user's own doing. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "same-site", "none");

    private LocalCaller() {}

    static boolean made(HttpCall call) {
        InetAddress address = call.client().getAddress();
        if (address == null || !address.isLoopbackAddress()) {
            return false;
        }
        HttpHeaders headers = call.headers();
        if (headers.contains("X-Forwarded-For") || headers.contains("Forwarded")) {
            return false;
        }
        String site = headers.get("Sec-Fetch-Site");
        if (site != null && !OWN_SITES.contains(site.toLowerCase(Locale.ROOT))) {
            return false;
        }
        String host = headers.get(HttpHeaderNames.HOST, "");
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin != null) {
            return isOwnPage(origin, host);
        }
        // A browser names the page's origin with every method but these two.
        boolean quiet = call.method().equals(HttpMethod.GET) || call.method().equals(HttpMethod.HEAD);
        return !quiet || isNoForeignPage(headers, host, site);
    }

    private static boolean isOwnPage(String origin, String host) {
        boolean same = origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
        return same && !localName(host).isEmpty();
    }

    /**
     * What a script, an image or a link of a page asks for carries no Origin. Where such a request may change something
     * (JSONP), the page must be one of this machine; a browser that does not say which page it was is not believed.
     */
    private static boolean isNoForeignPage(HttpHeaders headers, String host, @Nullable String site) {
        String name = localName(host);
        if (!host.isEmpty() && name.isEmpty()) {
            return false;
        }
        String referer = headers.get(HttpHeaderNames.REFERER);
        if (referer != null) {
            return !name.isEmpty() && hostOf(referer).equals(name);
        }
        return site != null || !headers.get(HttpHeaderNames.USER_AGENT, "").startsWith("Mozilla/");
    }

    /** A name may have been pointed at this machine by whoever owns it; an address or localhost may not. */
    private static String localName(String host) {
        try {
            boolean bare = host.indexOf(':') < 0 || host.endsWith("]");
            String name = HostPort.parse(bare ? host + ":80" : host).host().toLowerCase(Locale.ROOT);
            boolean local =
                    name.equals("localhost") || NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
            return local ? name : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String hostOf(String url) {
        try {
            String host = URI.create(url).getHost();
            String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
            return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
