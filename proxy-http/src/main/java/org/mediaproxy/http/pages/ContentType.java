package org.mediaproxy.http.pages;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The media types of files, by the ending of their names. */
final class ContentType {

    /** What a browser saves rather than shows. */
    static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("htm", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("md", "text/markdown; charset=utf-8"),
            Map.entry("csv", "text/csv; charset=utf-8"),
            Map.entry("xml", "application/xml"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("avif", "image/avif"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("otf", "font/otf"),
            Map.entry("m3u8", "application/vnd.apple.mpegurl"),
            Map.entry("mpd", "application/dash+xml"),
            Map.entry("ts", "video/mp2t"),
            Map.entry("m4s", "video/mp4"),
            Map.entry("cmfv", "video/mp4"),
            Map.entry("cmfa", "audio/mp4"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("m4v", "video/mp4"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("mkv", "video/x-matroska"),
            Map.entry("flv", "video/x-flv"),
            Map.entry("aac", "audio/aac"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("wav", "audio/wav"),
            Map.entry("vtt", "text/vtt; charset=utf-8"));

    /** What origins never serve as a stream or a part of one. */
    private static final Set<String> PAGE_ENDINGS = Set.of(
            "html",
            "htm",
            "css",
            "js",
            "mjs",
            "json",
            "map",
            "webmanifest",
            "txt",
            "md",
            "csv",
            "xml",
            "pdf",
            "wasm",
            "svg",
            "png",
            "jpg",
            "jpeg",
            "gif",
            "webp",
            "avif",
            "ico",
            "woff",
            "woff2",
            "ttf",
            "otf");

    /** What may be another file the next moment, or names files that change: it is asked for each time. */
    private static final Set<String> ASKED_EACH_TIME =
            Set.of("html", "htm", "json", "webmanifest", "txt", "xml", "m3u8", "mpd");

    private ContentType() {}

    /** The type of a file. */
    static String of(String fileName) {
        return TYPES.getOrDefault(ending(fileName), UNKNOWN);
    }

    /** Whether a file of this name belongs to a page, and not to a stream. */
    static boolean isOfPage(String fileName) {
        return PAGE_ENDINGS.contains(ending(fileName));
    }

    /** How long a copy of the file may be used without asking (RFC 9111 §5.2.2). */
    static String cacheControl(String fileName) {
        return ASKED_EACH_TIME.contains(ending(fileName)) ? "no-cache" : "max-age=60";
    }

    private static String ending(String fileName) {
        return fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
