package org.mediaproxy.rtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

final class IceBindingTest {

    private static final StreamUrl STREAM = StreamUrl.ofKey("__defaultVhost__/live/cam");

    @Test
    void aBindingIsReadAsItWasWritten() {
        IceBinding binding = new IceBinding(
                STREAM,
                Optional.of(StreamRole.PLAY),
                "answer:offer",
                Optional.of("p\"w/+d"),
                Optional.of(new OriginId("s-1-2")),
                "/session/3?a=b&c");
        assertThat(IceBinding.parse(binding.value())).contains(binding);
        assertThat(binding.key()).hasToString("ice:answer:offer");
        assertThat(binding.toString()).doesNotContain("p\"w");
    }

    @Test
    void whatTheGoProxyWritesIsRead() {
        assertThat(IceBinding.parse("{\"stream_url\":\"__defaultVhost__/live/cam\",\"ufrag\":\"a:b\"}"))
                .contains(new IceBinding(STREAM, Optional.empty(), "a:b", Optional.empty(), Optional.empty(), ""));
    }

    @Test
    void aRoleThatIsUnknownIsLeftOut() {
        String value = "{\"stream_url\":\"v/live/cam\",\"ufrag\":\"a:b\",\"role\":\"watch\"}";
        assertThat(IceBinding.parse(value).orElseThrow().role()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"stream_url\":\"live/cam\",\"ufrag\":\"a:b\"}",
                "{\"stream_url\":\"v/live/cam\"}",
                "{\"stream_url\":\"v/live/cam\",\"ufrag\":\"\"}",
                "{\"stream_url\":{},\"ufrag\":\"a:b\"}",
            })
    void anythingElseIsNone(String value) {
        assertThat(IceBinding.parse(value)).isEmpty();
    }
}
