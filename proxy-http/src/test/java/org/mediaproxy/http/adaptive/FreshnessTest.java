package org.mediaproxy.http.adaptive;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {

    /** Header lines are separated by bars; 7 s is what holds where a reply says nothing. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "Content-Type: video/mp2t; 7",
                "Cache-Control: max-age=30; 30",
                "Cache-Control: public, MAX-AGE=30; 30",
                "Cache-Control: max-age=30, s-maxage=5; 5",
                "Cache-Control: max-age=30 | Age: 12; 18",
                "Cache-Control: max-age=30 | Age: 31; 0",
                "Cache-Control: max-age=0; 0",
                "Cache-Control: max-age=x; 0",
                "Cache-Control: max-age=-1; 0",
                "Cache-Control: max-age=99999999999; 3600",
                "Cache-Control: no-store; 0",
                "Cache-Control: no-cache; 0",
                "Cache-Control: no-cache=\"Set-Cookie\"; 0",
                "Cache-Control: private, max-age=30; 0",
                "Cache-Control: public; 7",
                "Cache-Control: max-age=30 | Cache-Control: no-store; 0",
                "Pragma: no-cache; 0",
                "Set-Cookie: a=b; 0",
                "Vary: Accept-Encoding, origin; 7",
                "Vary: *; 0",
                "Vary: User-Agent; 0",
                "Vary: Accept-Encoding | Vary: Cookie; 0",
            })
    void aReplyLivesAsLongAsItSays(String lines, int seconds) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String line : lines.split("\\|", -1)) {
            int colon = line.indexOf(':');
            headers.add(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        assertThat(Freshness.of(headers, Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(seconds));
    }
}
