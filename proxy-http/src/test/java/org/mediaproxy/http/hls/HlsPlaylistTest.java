package org.mediaproxy.http.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HlsPlaylistTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What becomes of lines behind the first when each URI gets a mark. */
    private static String marked(String lines) {
        byte[] out = HlsPlaylist.rewrite(bytes("#EXTM3U\n" + lines), (uri, kind) -> uri + "?M")
                .bytes();
        return new String(out, StandardCharsets.ISO_8859_1).substring("#EXTM3U\n".length());
    }

    private static List<String> found(String lines) {
        List<String> found = new ArrayList<>();
        HlsPlaylist.rewrite(bytes("#EXTM3U\n" + lines), (uri, kind) -> {
            found.add(uri);
            return uri;
        });
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#EXTM3",
                "#extm3u\na.ts",
                "#EXTM3U8\na.ts",
                "#EXTM3Ua.ts",
                " #EXTM3U\na.ts",
                "\n#EXTM3U\na.ts",
                "\u00EF\u00BB#EXTM3U\na.ts",
                "\u00FE\u00FF\0#\0E\0X",
                "<html>#EXTM3U",
                "G@\0\20"
            })
    void whatDoesNotStartWithTheMagicWordIsNoPlaylist(String text) {
        assertThatThrownBy(() -> HlsPlaylist.rewrite(bytes(text), (uri, kind) -> uri + "?M"))
                .isInstanceOf(HlsFormatException.class)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#EXTM3U",
                "#EXTM3U\n",
                "\u00EF\u00BB\u00BF#EXTM3U",
                "#EXTM3U \t\r\n\r\n",
                "#EXTM3U x-tvg-url=\"a.xml\"\n#a"
            })
    void aPlaylistWithoutUrisStaysTheArrayItWas(String text) {
        byte[] playlist = bytes(text);
        assertThat(HlsPlaylist.rewrite(playlist, (uri, kind) -> uri + "?M").bytes())
                .isSameAs(playlist);
    }

    @Test
    void onlyTheBytesOfUrisChange() {
        assertThat(
                        marked(
                                "\0\n a\0b.ts\t\r\n#x\u00FF\n#EXT-X-MAP : \"\",URI=\"x\"\n#EXT-X-MAP:A=\"u,URI=\"\"v\",URI=\" i \"\ny"))
                .isEqualTo(
                        "\0?M\n a\0b.ts?M\t\r\n#x\u00FF\n#EXT-X-MAP : \"\",URI=\"x\"\n#EXT-X-MAP:A=\"u,URI=\"\"v\",URI=\" i?M \"\ny?M");
    }

    @Test
    void everyUriOfATagIsFound() {
        assertThat(marked("#EXT-X-KEY:URI=\"a\",X=1,,URI=\"b\",URI=\"\",Y,URI=\"c\""))
                .isEqualTo("#EXT-X-KEY:URI=\"a?M\",X=1,,URI=\"b?M\",URI=\"\",Y,URI=\"c?M\"");
    }

    @Test
    void theLineAfterAVariantIsAPlaylistWhateverStandsBetween() {
        List<String> kinds = new ArrayList<>();
        HlsPlaylist playlist = HlsPlaylist.rewrite(
                bytes("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n\n# comment\n#EXT-X-X:1\na\nb\n"), (uri, kind) -> {
                    kinds.add(uri + " " + kind);
                    return uri;
                });
        assertThat(kinds).containsExactly("a PLAYLIST", "b SEGMENT");
        assertThat(playlist.isMaster()).isTrue();
        assertThat(playlist.isLive()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10, 10",
        "9.2, 10",
        "9.0, 9",
        "' 6 ', 6",
        "0, 0",
        "'', 0",
        "x, 0",
        "-1, 0",
        "7x, 7",
        ".5, 1",
        "99999999999999999999999, 1000000"
    })
    void theTargetDurationIsReadAsFarAsItIsANumber(String text, int seconds) {
        byte[] playlist = bytes("#EXTM3U\n#EXT-X-TARGETDURATION:" + text);
        assertThat(HlsPlaylist.rewrite(playlist, (uri, kind) -> uri).targetDurationSeconds())
                .isEqualTo(seconds);
    }

    @Test
    void segmentsAreListedOnceAndWithoutKeysAndPlaylists() {
        HlsPlaylist playlist = HlsPlaylist.rewrite(bytes("""
                        #EXTM3U
                        #EXT-X-MAP:URI="i"
                        #EXT-X-KEY:URI="k"
                        a
                        #EXT-X-PART:URI="p"
                        a
                        #EXT-X-PRELOAD-HINT:URI="h"
                        #EXT-X-RENDITION-REPORT:URI="r"
                        """), (uri, kind) -> uri + "?M");
        assertThat(playlist.segments()).containsExactly("i", "a", "p", "h");
        assertThat(playlist.isLive()).isTrue();
    }

    @Test
    void variablesAreReplacedForTheEyesOfTheRewriteOnly() {
        String define = "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"x?y\"\n";
        assertThat(found(define + "{$a}z")).containsExactly("x?yz");
        assertThat(marked(define + "{$a}z")).isEqualTo(define + "{$a}z?M");
        assertThat(marked(define + "#EXT-X-PART:URI=\"{$a}\"")).isEqualTo(define + "#EXT-X-PART:URI=\"{$a}?M\"");
    }

    @Test
    void aVariableIsKnownBehindItsFirstDefinition() {
        assertThat(
                        found(
                                "{$a}\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"1\"\n{$a}\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"2\"\n{$a}{$b}{$}{$a"))
                .containsExactly("{$a}", "1", "1{$b}{$}{$a");
    }

    @Test
    void aUriThatAnUnknownVariableDecidesIsPassedOver() {
        assertThat(found("""
                        #EXT-X-DEFINE:IMPORT="i"
                        #EXT-X-DEFINE:QUERYPARAM="q"
                        #EXT-X-DEFINE:NAME="n",VALUE="{$i}"
                        #EXT-X-DEFINE:NAME="e",VALUE=""
                        {$i}/a
                        {$e}{$q}/a
                        a{$i}
                        {$n}/a
                        a?b{$q}
                        a/{$i}/b
                        {$e}
                        """)).containsExactly("a?b{$q}", "a/{$i}/b");
    }

    @Test
    void variablesInVariablesDoNotGrowWithoutLimit() {
        StringBuilder lines = new StringBuilder("#EXT-X-DEFINE:NAME=\"v0\",VALUE=\"" + "x".repeat(100) + "\"\n");
        for (int i = 1; i < 40; i++) {
            lines.append("#EXT-X-DEFINE:NAME=\"v" + i + "\",VALUE=\"{$v" + (i - 1) + "}{$v" + (i - 1) + "}\"\n");
        }
        assertThat(found(lines + "a?{$v3}\nb?{$v4}\nc?{$v39}"))
                .containsExactly("a?" + "x".repeat(800), "b?{$v4}", "c?{$v39}");
    }

    @Test
    void aSmallPlaylistOfManyReferencesMakesNoLargeWork() {
        String define = "#EXT-X-DEFINE:NAME=\"v\",VALUE=\"" + "x".repeat(1024) + "\"\n";
        List<String> found = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> found(define + "{$v}\n".repeat(1_000_000)));
        assertThat(found).hasSize(4096);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.ts\n",
                "\n",
                "#EXT-X-KEY:URI=\"",
                "#EXT-X-PART:DURATION=0.3,URI=\"p.mp4\"\n",
                "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"b\"\n{$a}\n",
                ",=\",",
                "x",
                "#EXT-X-KEY:,,,,A=",
                "{$"
            })
    void timeGrowsWithTheSizeOnly(String piece) {
        byte[] playlist =
                bytes("#EXTM3U\n#EXT-X-DEFINE:NAME=\"z\",VALUE=\"\"\n" + piece.repeat((5 << 20) / piece.length()));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(3), () -> HlsPlaylist.rewrite(playlist, (uri, kind) -> uri + "?M"));
    }
}
