package org.mediaproxy.http.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One document of the corpus. The files named after programs were written by them; a comment in {@code README.md} beside
 * them says how.
 *
 * @param name its file name
 * @param expected what a rewriter is to find, one line each, in the order of the document
 */
public record Corpus(String name, List<String> expected) {

    /** Every HLS playlist. */
    public static List<Corpus> hls() {
        return all("hls");
    }

    /** Every MPD. */
    public static List<Corpus> dash() {
        return all("dash");
    }

    private static List<Corpus> all(String folder) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : text(read(folder, "expected.txt")).split("\n", -1)) {
            if (line.startsWith("== ")) {
                lines = new ArrayList<>();
                sections.put(line.substring(3), lines);
            } else if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        List<Corpus> all = new ArrayList<>();
        sections.forEach((name, expected) -> all.add(new Corpus(name, List.copyOf(expected))));
        return all;
    }

    /** Its bytes. */
    public byte[] bytes() {
        return read(name.endsWith(".mpd") ? "dash" : "hls", name);
    }

    /** Bytes as a text of one character each. */
    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Names of all files of a folder that are documents, to see that none is forgotten. */
    public static List<String> files(String folder) {
        String[] names = Objects.requireNonNull(path(folder).toFile().list());
        return Arrays.stream(names)
                .filter(name -> name.endsWith(".mpd") || name.endsWith(".m3u8"))
                .sorted()
                .toList();
    }

    private static byte[] read(String folder, String name) {
        try {
            return Files.readAllBytes(path(folder).resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(String folder) {
        URL url = Objects.requireNonNull(Corpus.class.getResource("/corpus/" + folder));
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
