package org.mediaproxy.core.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.LocalBinding;
import org.mediaproxy.core.testing.FakeLoadBalancer;

/** What one process must be told of another's bindings, and what comes of it there. */
final class BindingChangesTest {

    private static final AffinityKey KEY = new AffinityKey("stream", "v/a/s");
    private static final long SECOND = 1_000_000_000L;

    private final BindingChanges changes = new BindingChanges();
    private final FakeLoadBalancer other = new FakeLoadBalancer();

    private List<BindingChange.Kind> kinds(long seconds, LocalBinding... now) {
        List<BindingChange> found = changes.since(List.of(now), seconds * SECOND);
        found.forEach(change -> change.applyTo(other.affinity()));
        return found.stream().map(BindingChange::kind).toList();
    }

    private static LocalBinding binding(String value, long seconds) {
        return new LocalBinding(KEY, value, Duration.ofSeconds(seconds));
    }

    private String there() throws Exception {
        return other.affinity().find(KEY).toCompletableFuture().get().orElse("");
    }

    @Test
    void everyStepOfABindingIsFollowed() throws Exception {
        assertThat(kinds(0)).isEmpty();
        assertThat(kinds(1, binding("a", 30))).containsExactly(BindingChange.Kind.BOUND);
        assertThat(there()).isEqualTo("a");
        assertThat(kinds(2, binding("a", 29))).isEmpty();
        assertThat(kinds(3, binding("a", 30))).containsExactly(BindingChange.Kind.TOUCHED);
        assertThat(kinds(4, binding("b", 30))).containsExactly(BindingChange.Kind.MOVED);
        assertThat(there()).isEqualTo("b");
        assertThat(kinds(5)).containsExactly(BindingChange.Kind.RELEASED);
        assertThat(there()).isEmpty();
        assertThat(kinds(6)).isEmpty();
    }

    @Test
    void smallStepsOfTheExpiryAddUp() {
        changes.since(List.of(binding("a", 30)), 0);
        int touched = 0;
        for (int i = 1; i <= 10; i++) { // each time 0.3 s later
            touched +=
                    changes.since(List.of(binding("a", 30)), i * 300_000_000L).size();
        }
        assertThat(touched).isEqualTo(5);
    }

    @Test
    void whatHasExpiredIsNotReleased() {
        assertThat(kinds(0, binding("a", 10))).hasSize(1);
        assertThat(kinds(11)).isEmpty();
    }

    @Test
    void theWordOfTheOtherProcessCountsMore() throws Exception {
        assertThat(other.affinity()
                        .bindIfAbsent(KEY, "mine", Duration.ofSeconds(9))
                        .toCompletableFuture()
                        .get())
                .isEqualTo("mine");
        kinds(0, binding("a", 30));
        kinds(1, binding("b", 30));
        assertThat(there()).isEqualTo("mine");
        kinds(2);
        assertThat(there()).isEqualTo("mine");
    }
}
