package org.mediaproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.http.HttpCall;

final class PageTest {

    @ParameterizedTest
    @CsvSource({
        ", , 0, 10",
        "20, 5, 20, 5",
        "0, 0, 0, 10",
        "-5, -1, 0, 10",
        "abc, x, 0, 10",
        "12abc, 3.5, 12, 3",
        "7, 99999999999999999999, 7, 5000",
        "99999999999999999999, 1, 1000000000, 1"
    })
    void numbersAreReadAsSrsReadsThemWithinLimits(String start, String count, int from, int many) {
        Map<String, List<String>> query = new HashMap<>();
        query.put("start", start == null ? List.of() : List.of(start));
        query.put("count", count == null ? List.of() : List.of(count));
        HttpCall call = new HttpCall(
                HttpMethod.GET,
                "/",
                query,
                new DefaultHttpHeaders(),
                "",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        assertThat(Page.of(call)).isEqualTo(new Page(from, many));
    }
}
