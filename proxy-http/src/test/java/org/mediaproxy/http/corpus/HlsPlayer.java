package org.mediaproxy.http.corpus;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a player would fetch for a playlist: written with regular expressions and {@link URI}, as players are, so that it
 * shares nothing with the code under test.
 */
public final class HlsPlayer {

    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\s*([A-Z0-9-]+)\\s*=\\s*(\"[^\"]*\"|[^\",]*)\\s*(?:,|$)");
    private static final Pattern REFERENCE = Pattern.compile("\\{\\$([A-Za-z0-9_-]+)}");
    private static final Set<String> TAGS = Set.of(
            "#EXT-X-MAP",
            "#EXT-X-KEY",
            "#EXT-X-SESSION-KEY",
            "#EXT-X-MEDIA",
            "#EXT-X-PART",
            "#EXT-X-PRELOAD-HINT",
            "#EXT-X-RENDITION-REPORT",
            "#EXT-X-I-FRAME-STREAM-INF",
            "#EXT-X-SESSION-DATA",
            "#EXT-X-CONTENT-STEERING");

    private final Map<String, String> variables;
    private final List<String> uris = new ArrayList<>();

    private HlsPlayer(Map<String, String> variables) {
        this.variables = variables;
    }

    /**
     * The URIs of a playlist, variables replaced, not resolved.
     *
     * @param outer values of variables that the playlist takes from elsewhere
     */
    public static List<String> uris(byte[] playlist, Map<String, String> outer) {
        HlsPlayer player = new HlsPlayer(new HashMap<>());
        String text = Corpus.text(playlist);
        for (String line : text.split("\r\n|\r|\n", -1)) {
            player.line(line.trim(), outer);
        }
        return player.uris;
    }

    private void line(String line, Map<String, String> outer) {
        if (line.isEmpty()) {
            return;
        }
        if (!line.startsWith("#") && !line.startsWith("\u00EF\u00BB\u00BF")) {
            uris.add(substituted(line));
            return;
        }
        int colon = line.indexOf(':');
        String tag = colon < 0 ? line : line.substring(0, colon);
        Map<String, String> attributes = attributes(line.substring(colon + 1));
        if (tag.equals("#EXT-X-DEFINE")) {
            define(attributes, outer);
        }
        String uri = attributes.get(tag.equals("#EXT-X-CONTENT-STEERING") ? "SERVER-URI" : "URI");
        if (TAGS.contains(tag) && uri != null && !uri.isEmpty()) {
            uris.add(uri);
        }
    }

    private void define(Map<String, String> attributes, Map<String, String> outer) {
        String name = attributes.get("NAME");
        if (name != null) {
            variables.put(name, attributes.getOrDefault("VALUE", ""));
        }
        for (String from : List.of("IMPORT", "QUERYPARAM")) {
            String imported = attributes.get(from);
            if (imported != null) {
                variables.put(imported, outer.getOrDefault(imported, ""));
            }
        }
    }

    private Map<String, String> attributes(String list) {
        Map<String, String> all = new HashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(list);
        while (attribute.lookingAt()) {
            String value = attribute.group(2);
            if (value.startsWith("\"")) {
                all.put(attribute.group(1), substituted(value.substring(1, value.length() - 1)));
            }
            attribute.region(attribute.end(), list.length());
        }
        return all;
    }

    private String substituted(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(variables.getOrDefault(match.group(1), match.group())));
    }

    /** Resolves as a player does; what {@link URI} does not take is escaped first. */
    public static URI resolve(String base, String uri) {
        StringBuilder legal = new StringBuilder();
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c > '~' || "\"<>\\^`{|}".indexOf(c) >= 0) {
                legal.append(String.format("%%%02X", (int) c));
            } else {
                legal.append(c);
            }
        }
        URI own = URI.create(base);
        // java.net.URI follows the older RFC 2396 here: a lone query would lose the last segment.
        if (legal.toString().startsWith("?")) {
            return URI.create(base.replaceAll("[?#].*", "") + legal);
        }
        return own.resolve(legal.toString());
    }
}
