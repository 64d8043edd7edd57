package org.mediaproxy.core.stream;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One way to write a stream, as a protocol hands it to the resolver.
 *
 * @param says what a user or client wrote
 * @param key what it must come to; empty if it names no stream
 * @param call what the protocol does with it
 */
record Spelling(String says, String key, Function<StreamUrlResolver, Optional<StreamUrl>> call) {

    /** RTMP: tcUrl of the connect, name of the publish or play. */
    static Spelling rtmp(String tcUrl, String name, String key) {
        return new Spelling("rtmp " + tcUrl + " + " + name, key, streams -> streams.resolveUrl(tcUrl, "", name));
    }

    /** RTMP from a client that sends no tcUrl: app and name. */
    static Spelling rtmpApp(String app, String name, String key) {
        return new Spelling("rtmp app " + app + " + " + name, key, streams -> streams.resolveUrl("/" + app, "", name));
    }

    /** HTTP: Host header and target. */
    static Spelling http(String host, String target, String key) {
        return new Spelling("http " + host + " " + target, key, streams -> streams.resolve(host, "", target));
    }

    /** HTTP, WHIP and WHEP with {@code ?app=&stream=&vhost=}. */
    static Spelling query(String host, String vhost, String app, String stream, String key) {
        String says = "?vhost=" + vhost + "&app=" + app + "&stream=" + stream + " at " + host;
        return new Spelling(says, key, streams -> streams.resolve(host, vhost, app, stream));
    }

    /** RTSP, or the stream URL in the body of the publish and play API. */
    static Spelling url(String url, String key) {
        return new Spelling(url, key, streams -> streams.resolveUrl(url, ""));
    }

    /** SRT: h and r of the stream id. */
    static Spelling srt(String vhost, String resource, String key) {
        return new Spelling("srt h=" + vhost + ",r=" + resource, key, streams -> streams.resolve("", vhost, resource));
    }

    /** The stream that this spelling names. */
    Optional<StreamUrl> resolved(String... vhosts) {
        return call.apply(new StreamUrlResolver(new VhostRule(List.of(vhosts))));
    }

    @Override
    public String toString() {
        return says;
    }
}
