package org.mediaproxy.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.ProxySnapshot;

final class ProxyPresenceTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ProxyPresence presence = new ProxyPresence(() -> now);

    /** Seconds in which these proxies say something, by clocks that are wrong. */
    private void speak(int seconds, String... proxies) {
        for (int i = 0; i < seconds; i++) {
            now = now.plus(ClusterReport.INTERVAL);
            List<ProxySnapshot> peers = new ArrayList<>();
            for (String proxy : proxies) {
                peers.add(said(proxy, now.minusSeconds(86_400)));
            }
            presence.hear(peers);
        }
    }

    private static ProxySnapshot said(String proxy, Instant at) {
        return new ProxySnapshot(proxy, "", Map.of(), at);
    }

    @Test
    void whoSpeaksIsThereAndWhoFallsSilentIsGone() {
        speak(10, "a", "b");
        assertThat(presence.isGone("a")).isFalse();
        assertThat(presence.isGone("b")).isFalse();
        speak(3, "a");
        assertThat(presence.isGone("b")).as("it may be slow").isFalse();
        speak(1, "a");
        assertThat(presence.isGone("b")).isTrue();
        assertThat(presence.isGone("a")).isFalse();
        speak(1, "a", "b");
        assertThat(presence.isGone("b")).isFalse();
    }

    @Test
    void theSameWordAgainIsSilence() {
        Instant once = now;
        for (int i = 0; i < 10; i++) {
            now = now.plus(ClusterReport.INTERVAL);
            presence.hear(List.of(said("a", once)));
        }
        assertThat(presence.isGone("a")).isTrue();
    }

    @Test
    void nobodyIsGoneBeforeItCouldHaveSpoken() {
        assertThat(presence.isGone("a")).isFalse();
        speak(3, "b");
        assertThat(presence.isGone("a")).isFalse();
        speak(2, "b");
        assertThat(presence.isGone("a")).as("nor ever was").isTrue();
    }

    @Test
    void nobodyIsGoneWhileTheStateIsSilent() {
        speak(10, "a", "b");
        now = now.plus(Duration.ofMinutes(5));
        assertThat(presence.isGone("a")).isFalse();
        assertThat(presence.isGone("c")).isFalse();
        speak(1, "b");
        assertThat(presence.isGone("a")).as("it has not had its time").isFalse();
        speak(4, "b");
        assertThat(presence.isGone("a")).isTrue();
    }
}
