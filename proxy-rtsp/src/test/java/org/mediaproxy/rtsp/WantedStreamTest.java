package org.mediaproxy.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.stream.VhostRule;
import org.mediaproxy.rtsp.message.RtspHead;

/** COMPATIBILITY, "One stream, one key": the URL of the first request that names a stream. */
final class WantedStreamTest {

    private static final StreamUrlResolver STREAMS = new StreamUrlResolver(new VhostRule(List.of()));

    @ParameterizedTest
    @CsvSource({
        "DESCRIBE, rtsp://10.0.0.1:554/live/cam,                          play    __defaultVhost__/live/cam",
        "DESCRIBE, rtsp://10.0.0.1/live/cam/,                             play    __defaultVhost__/live/cam",
        "DESCRIBE, rtsp://u:p@10.0.0.1/live/cam?token=a/b,                play    __defaultVhost__/live/cam",
        "DESCRIBE, rtsp://10.0.0.1/live/cam?vhost=a.example.com,          play    a.example.com/live/cam",
        "DESCRIBE, rtsps://10.0.0.1/cam,                                  play    __defaultVhost__/live/cam",
        "DESCRIBE, rtsp://10.0.0.1/live/直播,                              play    __defaultVhost__/live/直播",
        "ANNOUNCE, rtsp://10.0.0.1/live/cam,                              publish __defaultVhost__/live/cam",
        "SETUP,    rtsp://10.0.0.1/live/cam,                              play    __defaultVhost__/live/cam",
        "SETUP,    rtsp://10.0.0.1/live/cam/trackID=1,                    play    __defaultVhost__/live/cam",
        "SETUP,    rtsp://10.0.0.1/live/cam/streamid=0,                   play    __defaultVhost__/live/cam",
        "SETUP,    rtsp://10.0.0.1/live/cam/stream=0,                     play    __defaultVhost__/live/cam",
        "SETUP,    rtsp://10.0.0.1/live/cam/track2,                       play    __defaultVhost__/live/cam",
        "SETUP,    rtsp://10.0.0.1/live/cam?token=1/trackID=1,            play    __defaultVhost__/live/cam",
        "DESCRIBE, rtsp://10.0.0.1/live/track2,                           play    __defaultVhost__/live/track2",
    })
    void theUrlNamesTheStreamAndTheMethodTheRole(String method, String uri, String wanted) {
        RtspHead head = head(method, uri);
        assertThat(WantedStream.isToldBy(head)).isTrue();
        assertThat(WantedStream.of(head, STREAMS).map(w -> w.role().label() + " " + w.stream()))
                .contains(wanted.replaceAll(" +", " "));
    }

    @ParameterizedTest
    @CsvSource({"DESCRIBE,*", "DESCRIBE,rtsp://10.0.0.1/", "ANNOUNCE,rtsp://10.0.0.1", "DESCRIBE,rtsp://h/live/a%00"})
    void someUrlsNameNoStream(String method, String uri) {
        assertThat(WantedStream.of(head(method, uri), STREAMS)).isEmpty();
    }

    private static RtspHead head(String method, String uri) {
        String latin = new String(uri.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new RtspHead(method, latin, 0, List.of(), 0);
    }
}
