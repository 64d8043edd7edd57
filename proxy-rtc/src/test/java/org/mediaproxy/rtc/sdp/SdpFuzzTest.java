package org.mediaproxy.rtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SdpFuzzTest {

    private static final long SEED = 20_261_122;
    private static final int ROUNDS = 6_000;
    private static final List<String> CONNECTIONS = List.of("c=IN IP4 0.0.0.0", "c=IN IP6 ::", "c=IN IP4 198.51.100.7");
    private static final List<ProxyCandidate> OURS = List.of(Sdp.UDP, Sdp.TCP);

    @Test
    void damageNeverLeadsAroundTheProxyAndOnlyOneExceptionEscapes() {
        List<Corpus> seeds = Corpus.all();
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = Mutation.of(seeds.get(round % seeds.size()).text(), random);
            try {
                answer(text);
                offer(text);
                fragment(text);
            } catch (SdpFormatException expected) {
                refused++;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + SEED + ", round " + round + ":\n" + text, e);
            }
        }
        assertThat(refused).isBetween(ROUNDS / 100, ROUNDS / 2);
    }

    private static void answer(String text) {
        byte[] once = SdpAnswer.rewrite(Sdp.raw(text), OURS).bytes();
        check(text, Sdp.text(once), List.of(Sdp.UDP_LINE, Sdp.TCP_LINE));
        assertThat(SdpAnswer.rewrite(once, OURS).bytes()).isEqualTo(once);
    }

    private static void fragment(String text) {
        byte[] once = SdpAnswer.rewriteFragment(Sdp.raw(text), OURS).bytes();
        check(text, Sdp.text(once), List.of(Sdp.UDP_LINE, Sdp.TCP_LINE));
        assertThat(SdpAnswer.rewriteFragment(once, OURS).bytes()).isEqualTo(once);
        check(text, Sdp.text(SdpOffer.readFragment(Sdp.raw(text)).bytes()), List.of());
    }

    private static void offer(String text) {
        SdpOffer offer = SdpOffer.read(Sdp.raw(text));
        check(text, Sdp.text(offer.bytes()), List.of());
        SdpOffer again = SdpOffer.read(offer.bytes());
        assertThat(again.bytes()).isEqualTo(offer.bytes());
        assertThat(again.credentials()).isEqualTo(offer.credentials());
    }

    private static void check(String before, String after, List<String> allowed) {
        assertThat(allowed).containsAll(Corpus.candidates(after));
        for (String line : Corpus.lines(after)) {
            if (line.startsWith("c=")) {
                assertThat(CONNECTIONS).contains(line);
            } else if (line.startsWith("a=rtcp:")) {
                assertThat(line).doesNotContain("203.0.113.", "2001:db8::10");
            }
        }
        assertThat(Corpus.untouchable(after)).isEqualTo(Corpus.untouchable(before));
    }
}
