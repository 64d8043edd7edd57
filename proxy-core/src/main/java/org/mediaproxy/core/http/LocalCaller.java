package org.mediaproxy.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import org.mediaproxy.core.config.HostPort;

/**
 * Tells a caller on this machine from one that only seems to be: a reverse proxy in front, or a web page of somebody
 * else's in a browser on this machine, which may send simple requests to any address.
 */
final class LocalCaller {

    private LocalCaller() {}

    static boolean made(HttpCall call) {
        InetAddress address = call.client().getAddress();
        if (address == null || !address.isLoopbackAddress()) {
            return false;
        }
        if (call.headers().contains("X-Forwarded-For") || call.headers().contains("Forwarded")) {
            return false;
        }
        String origin = call.headers().get(HttpHeaderNames.ORIGIN);
        return origin == null || isOwnPage(origin, call.headers().get(HttpHeaderNames.HOST, ""));
    }

    /** A name may have been pointed at this machine by whoever owns it; an address or localhost may not. */
    private static boolean isOwnPage(String origin, String host) {
        if (!origin.equalsIgnoreCase("http://" + host)) {
            return false;
        }
        try {
            String name =
                    HostPort.parse(host.indexOf(':') < 0 ? host + ":80" : host).host();
            return name.toLowerCase(Locale.ROOT).equals("localhost")
                    || NetUtil.isValidIpV4Address(name)
                    || NetUtil.isValidIpV6Address(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
