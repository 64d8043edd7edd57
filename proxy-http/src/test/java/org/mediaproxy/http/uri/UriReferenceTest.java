package org.mediaproxy.http.uri;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UriReferenceTest {

    /** RFC 3986 §5.4.1 and §5.4.2. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "g:h, g:h",
                "g, http://a/b/c/g",
                "./g, http://a/b/c/g",
                "g/, http://a/b/c/g/",
                "/g, http://a/g",
                "//g, http://g",
                "?y, http://a/b/c/d;p?y",
                "g?y, http://a/b/c/g?y",
                "#s, http://a/b/c/d;p?q#s",
                "g#s, http://a/b/c/g#s",
                "g?y#s, http://a/b/c/g?y#s",
                ";x, http://a/b/c/;x",
                "g;x, http://a/b/c/g;x",
                "g;x?y#s, http://a/b/c/g;x?y#s",
                "'', http://a/b/c/d;p?q",
                "., http://a/b/c/",
                "./, http://a/b/c/",
                ".., http://a/b/",
                "../, http://a/b/",
                "../g, http://a/b/g",
                "../.., http://a/",
                "../../, http://a/",
                "../../g, http://a/g",
                "../../../g, http://a/g",
                "../../../../g, http://a/g",
                "/./g, http://a/g",
                "/../g, http://a/g",
                "g., http://a/b/c/g.",
                ".g, http://a/b/c/.g",
                "g.., http://a/b/c/g..",
                "..g, http://a/b/c/..g",
                "./../g, http://a/b/g",
                "./g/., http://a/b/c/g/",
                "g/./h, http://a/b/c/g/h",
                "g/../h, http://a/b/c/h",
                "g;x=1/./y, http://a/b/c/g;x=1/y",
                "g;x=1/../y, http://a/b/c/y",
                "g?y/./x, http://a/b/c/g?y/./x",
                "g?y/../x, http://a/b/c/g?y/../x",
                "g#s/./x, http://a/b/c/g#s/./x",
                "g#s/../x, http://a/b/c/g#s/../x",
                "http:g, http:g"
            })
    void resolvesTheExamplesOfTheRfc(String reference, String expected) {
        assertThat(UriReference.resolve("http://a/b/c/d;p?q", reference)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a, b, http://a/b",
        "http://a?q, b, http://a/b",
        "http://a/x, //b:8080/y/../z?q, http://b:8080/z?q",
        "/live/a.mpd, x/, /live/x/",
        "http://a/b//c/d, ../e, http://a/b//e",
        "http://a/b//, .., http://a/b/",
        "http://a/, /.//b, http://a//b"
    })
    void resolvesWhatTheRfcHasNoExampleOf(String base, String reference, String expected) {
        assertThat(UriReference.resolve(base, reference)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#",
                "?",
                "/",
                "//",
                "///",
                ":",
                ":a",
                "a:",
                "a:b:c",
                "1a:b",
                "http://",
                "http://?#",
                "//h",
                "//h?a",
                "/a:b",
                "a/b:c",
                "x?a:b",
                "data:text/plain;base64,AA==",
                "skd://k",
                "a b",
                "\u00E9",
                "{$x}/a",
                "$Number$"
            })
    void givesBackWhatItParsed(String text) {
        assertThat(UriReference.parse(text)).hasToString(text);
    }

    @Test
    void givesBackWhatItParsedFromNoise() {
        Random random = new Random(20_261_122);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append("ab1:/?#.+-".charAt(random.nextInt(10)));
            }
            assertThat(UriReference.parse(text.toString())).hasToString(text.toString());
        }
    }

    @Test
    void knowsASchemeFromAPath() {
        assertThat(UriReference.parse("a+b-c.1:x").scheme()).isEqualTo("a+b-c.1");
        assertThat(UriReference.parse("1a:x").scheme()).isNull();
        assertThat(UriReference.parse("a/b:x").scheme()).isNull();
        assertThat(UriReference.parse("a?b:x").scheme()).isNull();
        assertThat(UriReference.parse("//h/x").authority()).isEqualTo("h");
        assertThat(UriReference.parse("///x").authority()).isEmpty();
    }
}
