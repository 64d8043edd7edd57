package org.mediaproxy.http.dash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mediaproxy.http.corpus.Corpus;
import org.mediaproxy.http.corpus.Mutation;

final class MpdFuzzTest {

    private static final long SEED = 20_261_122;
    private static final int ROUNDS = 15_000;
    private static final String URL = "http://o/live/a.mpd";

    /** Mostly what keeps an MPD well-formed, as there is little to see behind the parser's refusal. */
    private static final Mutation MUTATION = new Mutation(
            2,
            List.of(
                    " ",
                    "\n",
                    "\r\n",
                    "\t",
                    "a",
                    "\u00E9",
                    "\uD83C\uDFA5",
                    "&amp;",
                    "&lt;",
                    "&#9;",
                    "&#x41;",
                    "&#128249;",
                    "<!-- x -->",
                    "<!-->-->",
                    "<?>?>",
                    "<!--<BaseURL>x</BaseURL>-->",
                    "<![CDATA[a&b]]>",
                    "<?pi a='>'?>",
                    "<BaseURL>b/</BaseURL>",
                    "<BaseURL><![CDATA[c]]></BaseURL>",
                    "<Location> l </Location>",
                    "<SegmentURL media='m'/>",
                    "<SegmentURL\nmedia = \"m&#10;\"\tindex='i' />",
                    "<x:y xmlns:x='urn:z'><x:BaseURL/></x:y>",
                    "<SegmentTemplate media='$Time$'/>",
                    "<Period>",
                    "</Period>",
                    "<Representation/>",
                    "\0",
                    "<",
                    ">",
                    "\"",
                    "'",
                    "/",
                    "=",
                    "]]>",
                    "&",
                    "<!DOCTYPE MPD>",
                    "&x;"));

    @Test
    void onlyUrlsChangeAndOnlyOneExceptionEscapes() {
        List<byte[]> seeds = Corpus.dash().stream().map(Corpus::bytes).toList();
        Random random = new Random(SEED);
        int refused = 0;
        int twoWays = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mpd = MUTATION.of(seeds.get(round % seeds.size()), random);
            try {
                check(mpd);
            } catch (MpdFormatException expected) {
                refused++;
                twoWays += "read in two ways".equals(expected.getMessage()) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + SEED + ", round " + round + ":\n" + Corpus.text(mpd), e);
            }
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
        assertThat(twoWays).isZero();
    }

    private static void check(byte[] mpd) {
        List<String> urls = new ArrayList<>();
        Mpd out = Mpd.rewrite(mpd, URL, (url, bases, kind) -> {
            urls.add(kind + url);
            return url + "~M&M~";
        });
        // A mark that no mutation makes: without it there is every byte of before.
        assertThat(Corpus.text(out.bytes()).replaceAll("~M&(?:amp;)?M~", "")).isEqualTo(Corpus.text(mpd));
        List<String> again = new ArrayList<>();
        Mpd back = Mpd.rewrite(out.bytes(), URL, (url, bases, kind) -> {
            again.add(kind + url);
            return url.substring(0, url.length() - "~M&M~".length());
        });
        assertThat(again).isEqualTo(urls.stream().map(url -> url + "~M&M~").toList());
        assertThat(back.bytes()).isEqualTo(mpd);
        Mpd replaced = Mpd.rewrite(mpd, URL, (url, bases, kind) -> "x");
        assertThat(Mpd.rewrite(replaced.bytes(), URL, (url, bases, kind) -> "x").bytes())
                .isEqualTo(replaced.bytes());
    }
}
