package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;

class RedisKeysTest {

    private static final AffinityKey STREAM = new AffinityKey("stream", "v/live/a");

    private final RedisKeys plain = new RedisKeys("", 0);
    private final RedisKeys prefixed = new RedisKeys("p", 2);

    @Test
    void keysAreThoseOfTheGoProxyWithAndWithoutAPrefix() {
        assertThat(plain.origin(new OriginId("a-b-1"))).isEqualTo("srs-proxy-server:a-b-1");
        assertThat(prefixed.origin(new OriginId("a-b-1"))).isEqualTo("p:srs-proxy-server:a-b-1");
        assertThat(prefixed.origins()).isEqualTo("p:srs-proxy-all-servers");
        assertThat(prefixed.binding(STREAM)).isEqualTo("p:srs-proxy-url:v/live/a");
        assertThat(prefixed.binding(new AffinityKey("ice", "a:b"))).isEqualTo("p:srs-proxy-ufrag:a:b");
        assertThat(prefixed.binding(new AffinityKey("publisher", "x"))).isEqualTo("p:srs-proxy-affinity:publisher:x");
    }

    @Test
    void onlyValuesOfStreamsNameAServerKey() {
        AffinityKey other = new AffinityKey("icefirst", "x");

        assertThat(prefixed.stored(STREAM, "a-b-1")).isEqualTo("p:srs-proxy-server:a-b-1");
        assertThat(prefixed.value("stream", "p:srs-proxy-server:a-b-1")).isEqualTo("a-b-1");
        assertThat(prefixed.value("stream", "srs-proxy-server:a-b-1")).isEqualTo("srs-proxy-server:a-b-1");
        assertThat(prefixed.stored(other, "a-b-1")).isEqualTo("a-b-1");
    }

    @Test
    void databasesOfOneServerHaveChannelsOfTheirOwn() {
        assertThat(plain.channel()).isEqualTo("srs-proxy-changes:0");
        assertThat(prefixed.channel()).isEqualTo("p:srs-proxy-changes:2");
    }

    @Test
    void theProbeIsInTheSlotOfTheKeyThatFailed() {
        assertThat(plain.probe("srs-proxy-url:v/live/a")).isEqualTo("srs-proxy-probe:{srs-proxy-url:v/live/a}");
        assertThat(plain.probe("a{b}")).as("no tag within the tag").isEqualTo("srs-proxy-probe:{a(b)}");
    }

    @Test
    void aPatternMeansItsPrefixOnly() {
        assertThat(new RedisKeys("a*[b]?\\", 0).pattern("stream")).isEqualTo("a\\*\\[b\\]\\?\\\\:srs\\-proxy\\-url:*");
    }
}
