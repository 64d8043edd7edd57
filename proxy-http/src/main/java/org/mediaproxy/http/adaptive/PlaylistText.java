package org.mediaproxy.http.adaptive;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.mediaproxy.core.http.forward.HopByHop;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.http.dash.Mpd;
import org.mediaproxy.http.dash.MpdFormatException;
import org.mediaproxy.http.hls.HlsFormatException;
import org.mediaproxy.http.hls.HlsPlaylist;
import org.mediaproxy.http.marker.LocalUris;
import org.mediaproxy.http.marker.MarkedUris;
import org.mediaproxy.http.marker.SegmentMarker;

/**
 * Makes the URIs of one playlist lead back.
 *
 * @param kind HLS or DASH
 * @param stream whose playlist it is
 * @param origin who wrote it
 * @param endpoint where it was fetched
 * @param host the Host header it was fetched with
 * @param target the target it was fetched with
 * @param lives learns how long segments live
 */
record PlaylistText(
        TargetKind kind,
        StreamUrl stream,
        Origin origin,
        OriginEndpoint endpoint,
        String host,
        String target,
        SegmentLives lives) {

    /** The largest playlist, in bytes, also when unpacked. */
    static final int MAX_SIZE = 8 * 1024 * 1024;

    /** What describes the very bytes that are changed here. */
    private static final List<String> OF_THE_BYTES = List.of(
            "Content-Length",
            "Content-Encoding",
            "Content-MD5",
            "Digest",
            "Content-Digest",
            "Repr-Digest",
            "Accept-Ranges",
            "Transfer-Encoding",
            "Trailer");

    /** The reply for clients: rewritten if it is a playlist, and as it is if it is anything else. */
    PlaylistReply rewrite(OriginReply reply) {
        HttpHeaders headers = reply.headers().copy();
        HopByHop.removeFromReply(headers);
        if (reply.status().code() != 200) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            return new PlaylistReply(reply.status(), headers, reply.body());
        }
        String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        byte[] body = unpacked(encoding.strip().toLowerCase(Locale.ROOT), reply.body());
        OF_THE_BYTES.forEach(headers::remove);
        MarkedUris uris = new MarkedUris(
                new SegmentMarker(stream, origin.id()), new LocalUris(List.of(host, endpoint.authority())));
        byte[] rewritten = kind == TargetKind.DASH ? mpd(body, uris) : hls(body, uris);
        return new PlaylistReply(reply.status(), headers, rewritten);
    }

    private byte[] hls(byte[] body, MarkedUris uris) {
        try {
            HlsPlaylist playlist = HlsPlaylist.rewrite(body, uris);
            if (playlist.isLive() && playlist.targetDurationSeconds() > 0) {
                lives.learn(origin.id(), host, target, playlist.targetDurationSeconds());
            }
            return playlist.bytes();
        } catch (HlsFormatException e) {
            return body; // such as a list of URLs without the first line, as some radio servers write it
        }
    }

    private byte[] mpd(byte[] body, MarkedUris uris) {
        try {
            return Mpd.rewrite(body, "http://" + host + target, uris).bytes();
        } catch (MpdFormatException e) {
            throw new PlaylistFormatException("the MPD: " + e.getMessage());
        }
    }

    private static byte[] unpacked(String encoding, byte[] body) {
        if (encoding.equals("identity") || encoding.isEmpty()) {
            return body;
        }
        if (!encoding.equals("gzip") && !encoding.equals("x-gzip")) {
            throw new PlaylistFormatException("a Content-Encoding that was not asked for");
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] plain = in.readNBytes(MAX_SIZE + 1);
            if (plain.length > MAX_SIZE) {
                throw new PlaylistFormatException("the playlist is over " + MAX_SIZE + " bytes when unpacked");
            }
            return plain;
        } catch (IOException e) {
            throw new PlaylistFormatException("the gzip is broken: " + e.getMessage());
        }
    }
}
