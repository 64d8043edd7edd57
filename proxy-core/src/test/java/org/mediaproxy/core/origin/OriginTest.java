package org.mediaproxy.core.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OriginTest {

    private static Origin origin(String server, String service, String pid, Map<OriginService, List<String>> listens) {
        return new Origin(server, service, pid, "10.0.0.9", "", listens, Instant.EPOCH, false);
    }

    @ParameterizedTest
    @CsvSource({"'',s,t,u", "h,'',t,u", "h,s,' ',u", "h,s,t,''"})
    void whoItIsMustBeComplete(String ip, String server, String service, String pid) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Origin(server, service, pid, ip, "", Map.of(), Instant.EPOCH, false));
    }

    @Test
    void aWrongEndpointIsNamedWithItsService() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> origin("a", "b", "c", Map.of(OriginService.SRT, List.of("10080", "x"))))
                .withMessageStartingWith("srt: ")
                .withMessageContaining("'x'");
    }

    @Test
    void theFirstEndpointOfTheTransportIsTheOne() {
        Origin origin =
                origin("a", "b", "c", Map.of(OriginService.RTC, List.of("udp://8000", "tcp://8001", "udp://8002")));
        assertThat(origin.endpoint(OriginService.RTC, true)).hasValue(new OriginEndpoint(true, "10.0.0.9", 8000));
        assertThat(origin.endpoint(OriginService.RTC, false)).hasValue(new OriginEndpoint(false, "10.0.0.9", 8001));
        assertThat(origin.endpoint(OriginService.RTMP, false)).isEmpty();
        assertThat(origin.serves(OriginService.RTC)).isTrue();
        assertThat(origin.serves(OriginService.HTTP)).isFalse();
    }

    @Test
    void anotherServiceOrPidOfTheServerIsAnotherRun() {
        Origin origin = origin("a", "b", "c", Map.of());
        assertThat(origin.isOtherRunOf(origin("a", "b", "c", Map.of()))).isFalse();
        assertThat(origin.isOtherRunOf(origin("a", "x", "c", Map.of()))).isTrue();
        assertThat(origin.isOtherRunOf(origin("a", "b", "x", Map.of()))).isTrue();
        assertThat(origin.isOtherRunOf(origin("x", "b", "x", Map.of()))).isFalse();
        assertThat(origin.id()).hasToString("a-b-c");
    }

    @Test
    void registeringAgainAndDrainingChangeNothingElse() {
        Origin origin = origin("a", "b", "c", Map.of(OriginService.RTMP, List.of("1935")));
        Instant later = Instant.ofEpochSecond(9);
        Origin changed = origin.updated(later).withDraining(true);
        assertThat(changed.updatedAt()).isEqualTo(later);
        assertThat(changed.draining()).isTrue();
        assertThat(changed.withDraining(false).updated(Instant.EPOCH)).isEqualTo(origin);
    }
}
