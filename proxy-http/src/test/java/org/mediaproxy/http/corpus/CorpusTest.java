package org.mediaproxy.http.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.http.dash.Mpd;
import org.mediaproxy.http.hls.HlsPlaylist;

/** What is found in the corpus, against lists that were checked by eye. */
final class CorpusTest {

    @Test
    void everyFileIsACase() {
        assertThat(Corpus.hls()).extracting(Corpus::name).containsExactlyElementsOf(Corpus.files("hls"));
        assertThat(Corpus.dash()).extracting(Corpus::name).containsExactlyElementsOf(Corpus.files("dash"));
    }

    @ParameterizedTest
    @MethodSource("org.mediaproxy.http.corpus.Corpus#hls")
    void findsEveryUriOfAPlaylist(Corpus corpus) {
        List<String> found = new ArrayList<>();
        List<String> segments = new ArrayList<>();
        byte[] bytes = corpus.bytes();
        HlsPlaylist playlist = HlsPlaylist.rewrite(bytes, (uri, kind) -> {
            found.add(kind + " " + uri);
            return uri;
        });
        for (String line : found) {
            if (line.startsWith("SEGMENT ") && !segments.contains(line.substring(8))) {
                segments.add(line.substring(8));
            }
        }
        String facts = playlist.isMaster() ? "master" : playlist.isLive() ? "media live" : "media";
        found.add(0, facts + " " + playlist.targetDurationSeconds());
        assertThat(found).isEqualTo(corpus.expected());
        assertThat(playlist.bytes()).isSameAs(bytes);
        assertThat(playlist.segments()).isEqualTo(segments);
    }

    @ParameterizedTest
    @MethodSource("org.mediaproxy.http.corpus.Corpus#dash")
    void findsEveryUrlOfAnMpd(Corpus corpus) {
        List<String> found = new ArrayList<>();
        byte[] bytes = corpus.bytes();
        Mpd mpd = Mpd.rewrite(bytes, "http://proxy.example:18080/live/" + corpus.name(), (url, bases, kind) -> {
            String line = kind + " " + url + " < " + String.join(" ", bases);
            found.add(Corpus.text(line.getBytes(StandardCharsets.UTF_8)));
            return url;
        });
        found.add(0, mpd.isDynamic() ? "dynamic" : "static");
        assertThat(found).isEqualTo(corpus.expected());
        assertThat(mpd.bytes()).isSameAs(bytes);
    }
}
