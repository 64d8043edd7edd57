package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.stream.VhostRule;
import org.mediaproxy.srt.packet.Rejection;

/** COMPATIBILITY, "One stream, one key": all forms of SRT's stream id. */
final class StreamIdTest {

    private static final StreamUrlResolver STREAMS = new StreamUrlResolver(new VhostRule(List.of()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#!::r=live/livestream,m=publish                   | publish | __defaultVhost__/live/livestream",
                "#!::r=live/livestream,m=request                   | play    | __defaultVhost__/live/livestream",
                "#!::m=publish,r=live/livestream                   | publish | __defaultVhost__/live/livestream",
                "#!::r=live/livestream                             | play    | __defaultVhost__/live/livestream",
                "#!::r=livestream,m=Publish                        | publish | __defaultVhost__/live/livestream",
                "#!::r=/live/livestream                            | play    | __defaultVhost__/live/livestream",
                "!::r=live/livestream,m=publish                    | publish | __defaultVhost__/live/livestream",
                "#!::h=a.example.com,r=live/livestream,m=publish   | publish | a.example.com/live/livestream",
                "!::h=a.example.com:10080,r=live/livestream        | play    | a.example.com/live/livestream",
                "#!::h=192.0.2.1,r=live/livestream                 | play    | __defaultVhost__/live/livestream",
                "#!::r=live/livestream,vhost=a.example.com         | play    | a.example.com/live/livestream",
                "#!::r=live/livestream?vhost=a.example.com,m=publish | publish | a.example.com/live/livestream",
                "#!::h=b.example.com,r=live/livestream,vhost=a.example.com | play | b.example.com/live/livestream",
                "#!::r=live/livestream?token=a/b,m=publish         | publish | __defaultVhost__/live/livestream",
                "#!::u=me,s=1,t=stream,r=live/livestream,token=x=y | play    | __defaultVhost__/live/livestream",
                "#!::r=live/room/7/cam,m=publish                   | publish | __defaultVhost__/live/room/7/cam",
                "#!::r=live/livestream.ts                          | play    | __defaultVhost__/live/livestream",
                "#!::r=live/a,r=live/b                             | play    | __defaultVhost__/live/b",
                "#!:: r = live/livestream , m = publish            | publish | __defaultVhost__/live/livestream",
                "#!::r=live/直播,m=publish                          | publish | __defaultVhost__/live/直播",
                "#!::h=a.example.com/live/livestream,m=publish     | publish | a.example.com/live/livestream",
                "!::h=a.example.com/live/livestream                | play    | a.example.com/live/livestream",
                "#!::h=live/livestream,m=publish                   | publish | __defaultVhost__/live/livestream",
                "#!::h=live/livestream?secret=a/b,m=publish        | publish | __defaultVhost__/live/livestream",
                "#!::h=a.example.com/live/room/7/cam               | play    | a.example.com/live/room/7/cam",
                "#!::h=a.example.com/x/y,r=live/livestream         | play    | a.example.com/live/livestream",
                "live/livestream                                   | play    | __defaultVhost__/live/livestream",
                "/live/livestream                                  | play    | __defaultVhost__/live/livestream",
                "livestream                                        | play    | __defaultVhost__/live/livestream",
                "live/livestream?vhost=a.example.com               | play    | a.example.com/live/livestream",
                "live/room/7/cam                                   | play    | __defaultVhost__/live/room/7/cam",
                "''                                                | play    | __defaultVhost__/live/livestream",
                "' '                                               | play    | __defaultVhost__/live/livestream",
            })
    void everyFormNamesItsStreamAndRole(String text, String role, String key) {
        StreamId id = StreamId.parse(text);
        assertThat(id.role().label()).isEqualTo(role);
        assertThat(id.stream(STREAMS)).hasToString(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#!::m=publish                   | BAD_REQUEST",
                "#!::                            | BAD_REQUEST",
                "#!::h=a.example.com,m=publish   | BAD_REQUEST",
                "#!::r=,m=publish                | BAD_REQUEST",
                "#!::r=/                         | BAD_REQUEST",
                "#!::h=a?b/c,m=publish           | BAD_REQUEST",
                "#!:{r=live/livestream}          | BAD_REQUEST",
                "/                               | BAD_REQUEST",
                "live/a%00                       | BAD_REQUEST",
                "#!::r=live/livestream,m=        | BAD_MODE",
                "#!::r=live/livestream,m=bidirectional | BAD_MODE",
            })
    void whatNamesNoStreamIsRejectedWithAReason(String text, Rejection reason) {
        assertThatThrownBy(() -> StreamId.parse(text).stream(STREAMS))
                .isInstanceOfSatisfying(SrtRejectedException.class, e -> assertThat(e.rejection())
                        .isEqualTo(reason));
    }
}
