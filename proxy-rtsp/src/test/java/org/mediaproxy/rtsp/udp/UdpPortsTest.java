package org.mediaproxy.rtsp.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.rtsp.message.NumberRange;

final class UdpPortsTest {

    private final Counters counters = new Counters();
    private final Set<Integer> open = new HashSet<>();
    private final Set<Integer> ofOthers = new HashSet<>();

    private CompletionStage<Integer> binding(int port) {
        return ofOthers.contains(port) || !open.add(port)
                ? CompletableFuture.failedFuture(new BindException())
                : CompletableFuture.completedFuture(port);
    }

    private @Nullable PortPair<Integer> bind(UdpPorts ports) {
        return ports.bind(this::binding, open::remove);
    }

    private PortPair<Integer> bound(UdpPorts ports) {
        return Objects.requireNonNull(bind(ports));
    }

    @ParameterizedTest
    @CsvSource({"4000,4003,2", "4001,4004,1", "4001,4005,2", "4000,4000,0", "4001,4002,0", "21000,29999,4500"})
    void aRangeHasWholePairsThatBeginEven(int first, int last, int pairs) {
        NumberRange range = new NumberRange(first, last);
        assertThat(UdpPorts.pairs(range)).isEqualTo(pairs);
        UdpPorts ports = new UdpPorts(range, counters);
        for (int i = 0; i < pairs; i++) {
            NumberRange pair = bound(ports).ports();
            assertThat(pair.first()).isEven().isGreaterThanOrEqualTo(first);
            assertThat(pair.last()).isEqualTo(pair.first() + 1).isLessThanOrEqualTo(last);
        }
        assertThat(bind(ports)).isNull();
        assertThat(open).hasSize(2 * pairs);
    }

    @Test
    void thePairThatWasFreeForLongestIsTakenFirst() {
        UdpPorts ports = new UdpPorts(new NumberRange(4000, 4005), counters);
        PortPair<Integer> first = bound(ports);
        first.close();
        first.close();
        assertThat(bound(ports).ports()).hasToString("4002-4003");
        assertThat(bound(ports).ports()).hasToString("4004-4005");
        assertThat(bound(ports).ports()).hasToString("4000-4001");
        assertThat(bind(ports)).isNull();
        assertThat(counters.sum(UdpPorts.IN_USE)).isEqualTo(3);
        assertThat(counters.sum(UdpPorts.EXHAUSTED)).isEqualTo(1);
    }

    @Test
    void portsOfOtherProgramsAreSkippedUntilTheyAreFree() {
        UdpPorts ports = new UdpPorts(new NumberRange(4000, 4003), counters);
        ofOthers.add(4001);
        assertThat(bound(ports).ports()).hasToString("4002-4003");
        assertThat(bind(ports)).isNull();
        assertThat(open).containsExactlyInAnyOrder(4002, 4003);
        ofOthers.clear();
        assertThat(bound(ports).ports()).hasToString("4000-4001");
    }

    @Test
    void aBinderThatIsNotDoneInTimeIsClosedBehind() {
        UdpPorts ports = new UdpPorts(new NumberRange(4000, 4003), counters);
        CompletableFuture<Integer> late = new CompletableFuture<>();
        assertThat(ports.bind(port -> late, open::remove)).isNull();
        open.add(4000);
        late.complete(4000);
        assertThat(open).isEmpty();
    }
}
