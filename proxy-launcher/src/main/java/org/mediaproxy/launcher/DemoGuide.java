package org.mediaproxy.launcher;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.spi.BoundEndpoint;

/** What to type next after {@code mediaproxy demo}, with the addresses that were really bound. */
final class DemoGuide {

    /** The setting that turns the in-process origin on; whichever module has it. */
    static final String SETTING = "PROXY_DEMO_ORIGIN";

    private static final String STREAM = "/live/demo";

    private static final String SOURCE =
            "ffmpeg -re -f lavfi -i testsrc=size=640x360:rate=25 -f lavfi -i sine=frequency=440"
                    + " -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 50 -c:a aac -f flv ";

    private final List<BoundEndpoint> endpoints;

    DemoGuide(List<BoundEndpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /** The text; says only what the modules on the class path can do. */
    String text() {
        StringBuilder out =
                new StringBuilder("\nThe proxy is running, with an origin inside it. In other terminals:\n");
        url("rtmp").ifPresent(rtmp -> {
            line(out, "publish", SOURCE + rtmp + STREAM);
            line(out, "play RTMP", "ffplay " + rtmp + STREAM);
        });
        url("stream").ifPresent(http -> {
            String flv = http + STREAM + ".flv";
            line(out, "play HTTP-FLV", "ffplay " + flv);
            line(out, "play without a screen", "ffmpeg -i " + flv + " -t 5 -f null -");
        });
        url("system").ifPresent(system -> line(out, "see the streams", "curl " + system + "/api/v1/streams"));
        return out.append("\nCtrl+C ends the demo.\n").toString();
    }

    private static void line(StringBuilder out, String what, String command) {
        out.append('\n').append(what).append(":\n  ").append(command).append('\n');
    }

    private Optional<String> url(String name) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.name().equals(name))
                .findFirst()
                .map(endpoint -> endpoint.scheme() + "://" + reachable(endpoint.address()));
    }

    private static String reachable(InetSocketAddress bound) {
        if (bound.getAddress() == null || bound.getAddress().isAnyLocalAddress()) {
            return "127.0.0.1:" + bound.getPort();
        }
        String host = bound.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + bound.getPort();
    }
}
