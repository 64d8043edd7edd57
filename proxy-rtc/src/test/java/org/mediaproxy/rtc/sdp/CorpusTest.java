package org.mediaproxy.rtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Descriptions as real programs write them. */
final class CorpusTest {

    private static final List<ProxyCandidate> OURS = List.of(Sdp.UDP, Sdp.TCP);
    private static final List<String> OUR_LINES = List.of(Sdp.UDP_LINE, Sdp.TCP_LINE);

    /** An address where a packet could be sent: behind {@code c=} and {@code a=rtcp}, and in a candidate. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?m)^(?:c=|a=rtcp:\\d+ )IN IP[46] ([^\\s/]+)|^a=candidate:(?:\\S+ ){4}(\\S+)|raddr (\\S+)");

    private static final Set<String> NOWHERE = Set.of("0.0.0.0", "::");

    @ParameterizedTest
    @MethodSource("org.mediaproxy.rtc.sdp.Corpus#all")
    void anAnswerLeadsToTheProxyAndNowhereElse(Corpus corpus) {
        String out = Sdp.text(SdpAnswer.rewrite(Sdp.raw(corpus.text()), OURS).bytes());
        assertThat(addresses(out)).containsExactly("198.51.100.7");
        assertThat(Corpus.candidates(out)).hasSameElementsAs(OUR_LINES);
        assertThat(Corpus.untouchable(out)).isEqualTo(Corpus.untouchable(corpus.text()));
        assertThat(count(out, "\na=end-of-candidates")).isEqualTo(count(corpus.text(), "\na=end-of-candidates"));
        // Sections that had candidates have each of ours once.
        String[] before = corpus.text().split("(?m)^m=", -1);
        String[] after = out.split("(?m)^m=", -1);
        assertThat(after).hasSameSizeAs(before);
        for (int i = 1; i < before.length; i++) {
            if (!Corpus.candidates(before[i]).isEmpty()) {
                assertThat(Corpus.candidates(after[i])).isEqualTo(OUR_LINES);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.mediaproxy.rtc.sdp.Corpus#all")
    void anOfferLeadsNowhere(Corpus corpus) {
        String out = Sdp.text(SdpOffer.read(Sdp.raw(corpus.text())).bytes());
        assertThat(addresses(out)).isEmpty();
        assertThat(Corpus.candidates(out)).isEmpty();
        assertThat(out).doesNotContain("end-of-candidates");
        assertThat(Corpus.untouchable(out)).isEqualTo(Corpus.untouchable(corpus.text()));
        assertThat(out).doesNotContainPattern("(?m)^m=\\S+ (?!9 |0 )");
    }

    @ParameterizedTest
    @MethodSource("org.mediaproxy.rtc.sdp.Corpus#all")
    void theCredentialsAreThoseOfTheText(Corpus corpus) {
        Set<String> ufrags = new TreeSet<>();
        Matcher ufrag = Pattern.compile("(?m)^a=ice-ufrag:(\\S+)").matcher(corpus.text());
        while (ufrag.find()) {
            ufrags.add(ufrag.group(1));
        }
        List<IceCredentials> found = SdpOffer.read(Sdp.raw(corpus.text())).credentials();
        assertThat(found).extracting(IceCredentials::ufrag).containsExactlyInAnyOrderElementsOf(ufrags);
        assertThat(found).allSatisfy(own -> assertThat(corpus.text()).contains("a=ice-pwd:" + own.pwd()));
    }

    @Test
    void theCorpusIsThere() {
        assertThat(Corpus.all()).hasSizeGreaterThan(8);
    }

    private static Set<String> addresses(String text) {
        Set<String> all = new TreeSet<>();
        Matcher matcher = ADDRESS.matcher(text);
        while (matcher.find()) {
            for (int group = 1; group <= 3; group++) {
                if (matcher.group(group) != null && !NOWHERE.contains(matcher.group(group))) {
                    all.add(matcher.group(group));
                }
            }
        }
        return all;
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }
}
