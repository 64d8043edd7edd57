package org.mediaproxy.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.origin.OriginState;
import org.mediaproxy.core.route.ManualClock;

final class OriginHealthTest {

    private final ManualClock clock = new ManualClock();
    private final OriginHealth health = new OriginHealth(clock);
    private final Origin a = origin("a");
    private final Origin b = origin("b");

    private static Origin origin(String name) {
        return new Origin(
                name, "s", "1", "10.0.0.1", "", Map.of(OriginService.RTMP, List.of("1935")), Instant.EPOCH, false);
    }

    private void probes(boolean... results) {
        for (boolean reached : results) {
            health.probed(a.id(), reached);
        }
    }

    @Test
    void anOriginOfWhichNothingIsKnownIsUp() {
        assertThat(health.state(a)).isEqualTo(OriginState.UP);
        assertThat(health.sound(List.of(a, b))).containsExactly(a, b);
    }

    @Test
    void aSuspectIsForgivenAfterTenSecondsOrWhenItServes() {
        health.suspect(a.id());
        assertThat(health.state(a)).isEqualTo(OriginState.SUSPECT);
        assertThat(health.sound(List.of(a, b))).containsExactly(b);
        clock.advance(Duration.ofSeconds(10));
        assertThat(health.state(a)).isEqualTo(OriginState.UP);
        health.suspect(a.id());
        health.served(a.id());
        assertThat(health.state(a)).isEqualTo(OriginState.UP);
    }

    @Test
    void oneFailedProbeIsAnAccidentAndTwoInARowAreDown() {
        probes(false);
        assertThat(health.state(a)).isEqualTo(OriginState.UP);
        probes(true, false);
        assertThat(health.isDown(a.id())).isFalse();
        probes(false, false, false, false);
        assertThat(health.state(a)).isEqualTo(OriginState.DOWN);
        assertThat(health.sound(List.of(a, b))).containsExactly(b);
        probes(true);
        assertThat(health.state(a)).isEqualTo(OriginState.UP);
    }

    @Test
    void anOriginThatServesIsUpWhateverTheProbeSays() {
        probes(false, false);
        health.served(a.id());
        assertThat(health.isDown(a.id())).isFalse();
    }

    @Test
    void whereNoneIsSoundAllAre() {
        health.suspect(b.id());
        probes(false, false);
        assertThat(health.sound(List.of(a, b))).containsExactly(a, b);
    }

    @Test
    void drainingIsShownUnlessTheOriginIsDown() {
        Origin draining = a.withDraining(true);
        health.suspect(a.id());
        assertThat(health.state(draining)).isEqualTo(OriginState.DRAINING);
        probes(false, false);
        assertThat(health.state(draining)).isEqualTo(OriginState.DOWN);
    }

    @Test
    void whatIsNotRegisteredAnyMoreIsForgotten() {
        probes(false, false);
        health.retain(Set.of(b.id()));
        assertThat(health.isDown(a.id())).isFalse();
    }
}
