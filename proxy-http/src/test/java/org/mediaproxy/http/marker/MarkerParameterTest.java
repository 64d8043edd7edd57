package org.mediaproxy.http.marker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MarkerParameterTest {

    @ParameterizedTest
    @CsvSource({
        "a.ts, a.ts?spbhid=M",
        "a.ts?, a.ts?&spbhid=M",
        "a.ts?b, a.ts?b&spbhid=M",
        "a.ts?b=1&c, a.ts?b=1&c&spbhid=M",
        "a.ts?b=1&, a.ts?b=1&&spbhid=M",
        "a.ts#f?x, a.ts?spbhid=M#f?x",
        "a.ts?b#f, a.ts?b&spbhid=M#f",
        "?b, ?b&spbhid=M",
        "?, ?&spbhid=M",
        "'', ''",
        "#f, #f",
        "/, /?spbhid=M",
        "http://h, http://h?spbhid=M",
        "http://h/a?b, http://h/a?b&spbhid=M",
        "{$host}/a{$n}.ts?{$q}, {$host}/a{$n}.ts?{$q}&spbhid=M",
        "v-$Number%05d$.m4s?$$=$Time$, v-$Number%05d$.m4s?$$=$Time$&spbhid=M",
        "a.ts?spbhid=old, a.ts?spbhid=M",
        "a.ts?spbhid=old&b=1, a.ts?b=1&spbhid=M",
        "a.ts?b=1&spbhid=old&spbhid&c=2, a.ts?b=1&c=2&spbhid=M",
        "a.ts?xspbhid=1&spbhidx=2, a.ts?xspbhid=1&spbhidx=2&spbhid=M",
        "spbhid=1.ts, spbhid=1.ts?spbhid=M"
    })
    void isPutBehindEverythingElse(String uri, String expected) {
        assertThat(MarkerParameter.set(uri, "M")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/a.ts, /a.ts",
        "/a.ts?, /a.ts?",
        "/a.ts?spbhid=x, /a.ts",
        "/a.ts?a=1&spbhid=x&b=2, /a.ts?a=1&b=2",
        "/a.ts?spbhid=x&b=2, /a.ts?b=2",
        "/a.ts?a=1&spbhid=x, /a.ts?a=1",
        "/a.ts?&spbhid=x, /a.ts?",
        "/a.ts?a&&spbhid=x, /a.ts?a&",
        "/a.ts?spbhid=x&spbhid=y, /a.ts",
        "/a.ts?spbhid, /a.ts",
        "/a.ts?Spbhid=x&sp%62hid=y, /a.ts?Spbhid=x&sp%62hid=y",
        "/spbhid=x/a.ts?b=spbhid=x, /spbhid=x/a.ts?b=spbhid=x",
        "/a.ts#?spbhid=x, /a.ts#?spbhid=x",
        "/a.ts?b=%zz&spbhid=x&c=a?b=\u00E9, /a.ts?b=%zz&c=a?b=\u00E9"
    })
    void isTakenOutAloneOfATarget(String target, String expected) {
        assertThat(MarkerParameter.remove(target)).isEqualTo(expected);
    }

    @Test
    void takingItOutGivesBackWhatThereWas() {
        Random random = new Random(20_261_122);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder uri = new StringBuilder("/");
            for (int length = random.nextInt(12); length > 0; length--) {
                uri.append("ab=?&#/{$}".charAt(random.nextInt(10)));
            }
            String marked = MarkerParameter.set(uri.toString(), "M");
            assertThat(MarkerParameter.remove(marked)).isEqualTo(uri.toString());
            assertThat(MarkerParameter.valueIn(marked)).contains("M");
            assertThat(MarkerParameter.set(marked, "N")).isEqualTo(MarkerParameter.set(uri.toString(), "N"));
        }
    }

    @Test
    void theLastValueCounts() {
        assertThat(MarkerParameter.valueIn("/a?spbhid=x&b&spbhid=y")).contains("y");
        assertThat(MarkerParameter.valueIn("/a?spbhid")).contains("");
        assertThat(MarkerParameter.valueIn("/a?b=spbhid=x")).isEmpty();
        assertThat(MarkerParameter.valueIn("/a#?spbhid=x")).isEmpty();
        assertThat(MarkerParameter.valueIn("/spbhid=x")).isEmpty();
    }
}
