package org.mediaproxy.lb.mesh.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;

class OriginChangeTest {

    private static final long NOW = 1_000_000;

    private final Origin origin = origin("a", "run-1");

    private static Origin origin(String server, String run) {
        Map<OriginService, List<String>> listens = Map.of(OriginService.RTMP, List.of("1935"));
        return new Origin(server, run, "1", "10.0.0.7", "", listens, Instant.EPOCH, false);
    }

    @Test
    void aRegistrationKeepsTheMarkOfTheSameRunOnly() {
        OriginRecord marked = new OriginRecord(origin.withDraining(true), NOW + 1, 77);

        assertThat(new OriginChange.Register(origin, 500).of(marked, NOW).after())
                .isEqualTo(new OriginRecord(origin.withDraining(true), NOW + 500, 77));
        assertThat(new OriginChange.Register(origin("a", "run-2"), 500)
                        .of(marked, NOW)
                        .after())
                .isEqualTo(new OriginRecord(origin("a", "run-2"), NOW + 500, 0));
        assertThat(new OriginChange.Register(origin, 500).of(marked, NOW + 1).after())
                .as("the record had expired")
                .isEqualTo(new OriginRecord(origin, NOW + 501, 0));
    }

    @Test
    void aMarkDoesNotLengthenALife() {
        OriginRecord record = new OriginRecord(origin, NOW + 300, 0);
        OriginChange mark = new OriginChange.Mark(origin.id(), true);

        Change.Outcome<OriginRecord, OriginRecord> outcome = mark.of(record, NOW);

        assertThat(outcome.after()).isEqualTo(new OriginRecord(origin.withDraining(true), NOW + 300, NOW));
        assertThat(outcome.lastsMillis()).isEqualTo(300);
        assertThat(mark.of(record, NOW + 300).answer()).isNull();
        assertThat(new OriginChange.Mark(new OriginId("a-run-2-1"), true)
                        .of(record, NOW)
                        .answer())
                .isNull();
    }

    @Test
    void anotherRunIsNotRemoved() {
        OriginRecord record = new OriginRecord(origin, NOW + 300, 0);

        assertThat(new OriginChange.Remove(new OriginId("a-run-2-1"))
                        .of(record, NOW)
                        .changed())
                .isFalse();
        Change.Outcome<OriginRecord, OriginRecord> outcome = new OriginChange.Remove(origin.id()).of(record, NOW);
        assertThat(outcome.changed()).isTrue();
        assertThat(outcome.after()).isNull();
    }

    @Test
    void ofTwoHalvesTheLaterRegistrationStandsWithTheLaterMark() {
        OriginRecord early = new OriginRecord(origin.withDraining(true), NOW + 100, 50);
        OriginRecord late = new OriginRecord(origin, NOW + 200, 20);
        OriginRecord restarted = new OriginRecord(origin("a", "run-2"), NOW + 200, 0);

        assertThat(LaterRegistrationWins.of(early, late))
                .isEqualTo(new OriginRecord(origin.withDraining(true), NOW + 200, 50))
                .isEqualTo(LaterRegistrationWins.of(late, early));
        assertThat(LaterRegistrationWins.of(early, restarted))
                .isEqualTo(restarted)
                .isEqualTo(LaterRegistrationWins.of(restarted, early));
    }
}
