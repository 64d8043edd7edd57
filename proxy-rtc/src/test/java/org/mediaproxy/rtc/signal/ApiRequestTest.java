package org.mediaproxy.rtc.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.stream.VhostRule;

final class ApiRequestTest {

    private final StreamUrlResolver streams = new StreamUrlResolver(new VhostRule(List.of()));

    @Test
    void theStreamIsInTheStreamurlAndTheRestStays() {
        ApiRequest request = ApiRequest.parse("""
                        {"api":"http://p/rtc/v1/play/","tid":"f9","streamurl":"webrtc://p.example/live/cam?vhost=v.example&token=x",
                         "clientip":null,"sdp":"v=0\\r\\na=x\\r\\n"}
                        """).orElseThrow();
        assertThat(request.stream(streams).orElseThrow()).hasToString("v.example/live/cam");
        assertThat(new String(request.sdp().orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo("v=0\r\na=x\r\n");
        ApiRequest changed = request.withSdp("v=0\n\u00e9".getBytes(StandardCharsets.UTF_8));
        assertThat(changed).hasToString(request.toString().replace("v=0\\r\\na=x\\r\\n", "v=0\\n\u00e9"));
        assertThat(request.toString()).contains("a=x");
    }

    @Test
    void anAnswerThatRefusesHasNoDescription() {
        ApiRequest answer =
                ApiRequest.parse("{\"code\":400,\"server\":\"vid-1\"}").orElseThrow();
        assertThat(answer.sdp()).isEmpty();
        assertThat(answer.stream(streams)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "\"sdp\"", "null", "v=0"})
    void whatIsNoObjectIsNone(String body) {
        assertThat(ApiRequest.parse(body)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sdp\":1}",
                "{\"sdp\":null}",
                "{\"sdp\":{}}",
                "{\"streamurl\":[]}",
                "{\"streamurl\":\"webrtc://p/\"}"
            })
    void membersOfAnotherKindAreNone(String body) {
        ApiRequest request = ApiRequest.parse(body).orElseThrow();
        assertThat(request.sdp()).isEmpty();
        assertThat(request.stream(streams)).isEmpty();
    }
}
