package org.mediaproxy.http.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mediaproxy.http.corpus.Corpus;
import org.mediaproxy.http.corpus.Mutation;

final class HlsPlaylistFuzzTest {

    private static final long SEED = 20_261_122;
    private static final int ROUNDS = 30_000;
    private static final Mutation MUTATION = new Mutation(
            4,
            List.of(
                    "\n",
                    "\r",
                    "\r\n",
                    "\0",
                    "\"",
                    ",",
                    "=",
                    "#",
                    "?",
                    "&",
                    "\u00EF\u00BB\u00BF",
                    "\u00E9",
                    "#EXTM3U\n",
                    "URI=\"",
                    ",URI=\"x\"",
                    "{$",
                    "}",
                    "{$a}",
                    "{$id}",
                    "\n#EXT-X-KEY:URI=\"k\"\n",
                    "\n#EXT-X-MAP:URI=\"",
                    "\n#EXT-X-ENDLIST\n",
                    "\n#EXT-X-STREAM-INF:BANDWIDTH=1\n",
                    "\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"",
                    "\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"b?c\"\n",
                    "\n#EXT-X-DEFINE:IMPORT=\"a\"\n",
                    "\n#EXT-X-TARGETDURATION:9",
                    "http://origin.example:8080/",
                    " ",
                    "\t"));

    @Test
    void onlyUrisChangeAndOnlyOneExceptionEscapes() {
        List<byte[]> seeds = Corpus.hls().stream().map(Corpus::bytes).toList();
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] playlist = MUTATION.of(seeds.get(round % seeds.size()), random);
            try {
                check(playlist);
            } catch (HlsFormatException expected) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + SEED + ", round " + round + ":\n" + Corpus.text(playlist), e);
            }
        }
        assertThat(refused).isBetween(ROUNDS / 100, ROUNDS / 4);
    }

    private static void check(byte[] playlist) {
        List<String> uris = new ArrayList<>();
        HlsPlaylist out = HlsPlaylist.rewrite(playlist, (uri, kind) -> {
            uris.add(uri);
            return uri + "~M~";
        });
        // A mark that no mutation makes: without it there is every byte of before.
        assertThat(Corpus.text(out.bytes()).replace("~M~", "")).isEqualTo(Corpus.text(playlist));
        List<String> again = new ArrayList<>();
        HlsPlaylist back = HlsPlaylist.rewrite(out.bytes(), (uri, kind) -> {
            again.add(uri);
            return uri.substring(0, uri.length() - 3);
        });
        assertThat(again).isEqualTo(uris.stream().map(uri -> uri + "~M~").toList());
        assertThat(back.bytes()).isEqualTo(playlist);
        assertThat(back.isMaster()).isEqualTo(out.isMaster());
        assertThat(back.isLive()).isEqualTo(out.isLive());
        HlsPlaylist replaced = HlsPlaylist.rewrite(playlist, (uri, kind) -> "x");
        assertThat(HlsPlaylist.rewrite(replaced.bytes(), (uri, kind) -> "x").bytes())
                .isEqualTo(replaced.bytes());
    }
}
