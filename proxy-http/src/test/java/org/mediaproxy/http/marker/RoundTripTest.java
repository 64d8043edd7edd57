package org.mediaproxy.http.marker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.http.corpus.Corpus;
import org.mediaproxy.http.corpus.HlsPlayer;
import org.mediaproxy.http.corpus.MpdPlayer;
import org.mediaproxy.http.dash.Mpd;
import org.mediaproxy.http.dash.MpdUrlRewrite;
import org.mediaproxy.http.hls.HlsPlaylist;

/** Marked playlists, as players of their own see them: each URI leads back to the same stream of the same origin. */
final class RoundTripTest {

    private static final String PROXY = "proxy.example:18080";
    private static final SegmentMarker MARKER =
            new SegmentMarker(new StreamUrl(StreamUrl.DEFAULT_VHOST, "live", "a"), new OriginId("server-service-1234"));
    private static final Map<String, String> OUTER = Map.of("base", "http://cdn.example/live", "id", "i42");

    /** Hosts of the examples that stand for the origin. */
    private static final Set<String> OWN = Set.of(PROXY, "origin.example:8080", "media.example.com", "example.com");

    private static final MarkedUris NO_HOSTS = new MarkedUris(MARKER, new LocalUris(Set.of(PROXY)));

    private static MarkedUris marked() {
        return new MarkedUris(MARKER, new LocalUris(OWN));
    }

    @ParameterizedTest
    @MethodSource("org.mediaproxy.http.corpus.Corpus#hls")
    void everyUriOfAPlaylistLeadsBack(Corpus corpus) {
        List<String> before = HlsPlayer.uris(corpus.bytes(), OUTER);
        List<String> after =
                HlsPlayer.uris(HlsPlaylist.rewrite(corpus.bytes(), marked()).bytes(), OUTER);
        assertThat(after).hasSameSizeAs(before);
        for (String query : List.of("", "?token=x", "?" + MarkerParameter.NAME + "=" + MARKER)) {
            String url = "http://" + PROXY + "/live/deep/a.m3u8" + query;
            for (int i = 0; i < before.size(); i++) {
                check(HlsPlayer.resolve(url, before.get(i)), HlsPlayer.resolve(url, after.get(i)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.mediaproxy.http.corpus.Corpus#dash")
    void everyUrlOfAnMpdLeadsBack(Corpus corpus) throws Exception {
        for (String query : List.of("", "?token=x", "?" + MarkerParameter.NAME + "=" + MARKER)) {
            String url = "http://" + PROXY + "/live/deep/a.mpd" + query;
            List<String> before = MpdPlayer.urls(corpus.bytes(), url);
            List<String> after = MpdPlayer.urls(mark(corpus.bytes(), url, marked()), url);
            assertThat(before).isNotEmpty();
            assertThat(after).hasSameSizeAs(before);
            for (int i = 0; i < before.size(); i++) {
                check(URI.create(before.get(i)), URI.create(after.get(i)));
            }
        }
    }

    private static byte[] mark(byte[] mpd, String url, MpdUrlRewrite rewrite) {
        return Mpd.rewrite(mpd, url, rewrite).bytes();
    }

    private static void check(URI before, URI after) {
        Optional<SegmentMarker> marker = SegmentMarker.in(after.toString());
        boolean own = "http".equalsIgnoreCase(before.getScheme())
                && OWN.contains(String.valueOf(before.getRawAuthority()).toLowerCase(Locale.ROOT));
        if (!own || before.getPath().contains("left-alone")) {
            // An alternative elsewhere may get the marker of the one that leads back: they share the relative URL.
            assertThat(SegmentMarker.removeFrom(after.toString())).isEqualTo(before.toString());
            return;
        }
        assertThat(marker).as("marker of %s", after).contains(MARKER);
        assertThat(after.getRawAuthority()).as("host of %s", after).isEqualTo(PROXY);
        String target = after.getRawPath().replaceFirst("^/\\.//", "//") + "?" + after.getRawQuery();
        String expected = (before.getRawPath().isEmpty() ? "/" : before.getRawPath())
                + (before.getRawQuery() == null ? "" : "?" + before.getRawQuery());
        assertThat(SegmentMarker.removeFrom(target)).isEqualTo(expected);
        assertThat(after.getRawFragment()).isEqualTo(before.getRawFragment());
    }

    @ParameterizedTest
    @MethodSource("org.mediaproxy.http.corpus.Corpus#hls")
    void removingTheMarkersGivesThePlaylistBackToTheByte(Corpus corpus) {
        byte[] marked = HlsPlaylist.rewrite(corpus.bytes(), NO_HOSTS).bytes();
        byte[] again = HlsPlaylist.rewrite(marked, NO_HOSTS).bytes();
        byte[] unmarked = HlsPlaylist.rewrite(marked, (uri, kind) -> SegmentMarker.removeFrom(uri))
                .bytes();
        assertThat(unmarked).isEqualTo(corpus.bytes());
        assertThat(again).isEqualTo(marked);
        assertThat(Corpus.text(marked).replaceAll("[?&]spbhid=" + MARKER, "")).isEqualTo(Corpus.text(corpus.bytes()));
    }

    @ParameterizedTest
    @MethodSource("org.mediaproxy.http.corpus.Corpus#dash")
    void removingTheMarkersGivesTheMpdBackToTheByte(Corpus corpus) {
        String url = "http://" + PROXY + "/live/a.mpd";
        byte[] marked = mark(corpus.bytes(), url, NO_HOSTS);
        byte[] again = mark(marked, url, NO_HOSTS);
        byte[] unmarked = mark(marked, url, (each, bases, kind) -> SegmentMarker.removeFrom(each));
        assertThat(unmarked).isEqualTo(corpus.bytes());
        assertThat(again).isEqualTo(marked);
        assertThat(Corpus.text(marked).replaceAll("(?:[?&]|&amp;)spbhid=" + MARKER, ""))
                .isEqualTo(Corpus.text(corpus.bytes()));
    }

    @Test
    void theCorpusHoldsWhatTheRulesAreAbout() {
        assertThat(Corpus.hls().stream().filter(RoundTripTest::changesHls)).hasSizeGreaterThan(28);
        assertThat(Corpus.dash().stream().filter(RoundTripTest::changesDash)).hasSizeGreaterThan(9);
    }

    private static boolean changesHls(Corpus corpus) {
        return HlsPlaylist.rewrite(corpus.bytes(), NO_HOSTS).bytes().length > corpus.bytes().length;
    }

    private static boolean changesDash(Corpus corpus) {
        return mark(corpus.bytes(), "http://" + PROXY + "/a", NO_HOSTS).length > corpus.bytes().length;
    }
}
