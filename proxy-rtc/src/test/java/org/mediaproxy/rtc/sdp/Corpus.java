package org.mediaproxy.rtc.sdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One description of the corpus; {@code README.md} beside them says where each is from.
 *
 * @param name its file name: who wrote it, then {@code offer} or {@code answer}
 * @param text one character a byte
 */
record Corpus(String name, String text) {

    /** Every description. */
    static List<Corpus> all() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> folder().relativize(file).toString())
                    .filter(name -> name.endsWith(".sdp"))
                    .sorted()
                    .map(Corpus::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of them. */
    static Corpus of(String name) {
        try {
            return new Corpus(name, Files.readString(folder().resolve(name), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        URL url = Objects.requireNonNull(Corpus.class.getResource("/corpus/README.md"));
        try {
            return Objects.requireNonNull(Path.of(url.toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lines of a text, however they end, without empty ones. */
    static List<String> lines(String text) {
        return Arrays.stream(text.split("\r\n|\r|\n"))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** The lines that no rewriting may touch. */
    static List<String> untouchable(String text) {
        return lines(text).stream()
                .filter(line -> !line.matches("(?is)a=candidate:.*|a=end-of-candidates.*|(?-i:[cm]=.*|a=rtcp:.*)"))
                .toList();
    }

    /** The lines that name a candidate in any spelling. */
    static List<String> candidates(String text) {
        return lines(text).stream()
                .filter(line -> line.matches("(?is)a=candidate:.*"))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
