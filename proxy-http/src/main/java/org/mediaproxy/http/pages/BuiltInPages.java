package org.mediaproxy.http.pages;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mediaproxy.core.http.HttpReplyException;

/** The player pages in the jar. Each file is read on its first request, which may wait for the disk, and kept. */
final class BuiltInPages {

    /** The one folder that they are in. */
    static final String FOLDER = "players";

    /** Every file there is: a name that is not here is not looked up. */
    static final Set<String> NAMES = Set.of(
            "index.html",
            "hls.html",
            "flv.html",
            "dash.html",
            "whep.html",
            "whip.html",
            "page.css",
            "icon.svg",
            "js/address.js",
            "js/dash.js",
            "js/flv.js",
            "js/hls.js",
            "js/index.js",
            "js/page.js",
            "js/player.js",
            "js/rtc.js",
            "js/testpicture.js",
            "js/whep.js",
            "js/whip.js",
            "lib/hls.js",
            "lib/hls.LICENSE.txt",
            "lib/mpegts.js",
            "lib/mpegts.LICENSE.txt",
            "lib/shaka-player.js",
            "lib/shaka-player.LICENSE.txt");

    /** SRS's own name for its player of everything that is not WebRTC. */
    private static final String SRS_PLAYER = "srs_player.html";

    /** Other pages of SRS, and what does their work here. Its whip.html and whep.html have the same names here. */
    private static final Map<String, String> SRS_PAGES = Map.of(
            "rtc_player.html", "whep.html", "rtc_publisher.html", "whip.html", "srs_publisher.html", "whip.html");

    /**
     * Scripts and styles come from here alone; media and requests go to any server, because {@code ?server=} names it,
     * and hls.js and mpegts.js feed the video element from blobs and may run in a worker made from one.
     */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src http: https:"
                    + " blob:; connect-src http: https: ws: wss:; worker-src 'self' blob:; base-uri 'none'; form-action"
                    + " 'self'; frame-ancestors 'self'",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-cache");

    private final ConcurrentMap<String, BuiltInFile> files = new ConcurrentHashMap<>();
    private final PagePorts ports;

    BuiltInPages(PagePorts ports) {
        this.ports = ports;
    }

    /**
     * What a request gets.
     *
     * @param names below the folder
     * @throws HttpReplyException where there is no such file
     */
    Answer answer(HttpRequest request, List<String> names, boolean folder) throws IOException {
        if (names.isEmpty() && !folder) {
            return Answer.redirect(HttpResponseStatus.MOVED_PERMANENTLY, '/' + FOLDER + '/', request);
        }
        String name = names.isEmpty() ? "index.html" : String.join("/", names);
        Optional<String> other = forSrs(name, request);
        if (other.isPresent()) {
            return Answer.redirect(HttpResponseStatus.FOUND, '/' + FOLDER + '/' + other.get(), request);
        }
        if (!NAMES.contains(name) || (folder && !names.isEmpty())) {
            throw new HttpReplyException(HttpResponseStatus.NOT_FOUND, "no such page");
        }
        return file(name).answer(request);
    }

    /** The page that does what SRS's page of this name does. Its player finds out from the stream's ending how to play. */
    static Optional<String> forSrs(String name, HttpRequest request) {
        if (!name.equals(SRS_PLAYER)) {
            return Optional.ofNullable(SRS_PAGES.get(name));
        }
        List<String> stream = new QueryStringDecoder(request.uri()).parameters().getOrDefault("stream", List.of(""));
        if (stream.get(0).endsWith(".m3u8")) {
            return Optional.of("hls.html");
        }
        return Optional.of(stream.get(0).endsWith(".mpd") ? "dash.html" : "flv.html");
    }

    private BuiltInFile file(String name) throws IOException {
        BuiltInFile known = files.get(name);
        if (known != null) {
            return known;
        }
        try (InputStream in = BuiltInPages.class.getResourceAsStream(FOLDER + '/' + name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is missing in the jar");
            }
            BuiltInFile file = BuiltInFile.of(ports.writtenInto(name, in.readAllBytes()), name, HEADERS);
            files.put(name, file);
            return file;
        }
    }
}
