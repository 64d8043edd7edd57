package org.mediaproxy.lb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.LocalBinding;
import org.mediaproxy.core.spi.ProxySnapshot;

/** What a process that takes over is told of this one's state, and what this one hears of another. */
final class MemoryHandOverTest {

    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final MemoryLoadBalancer balancer = new MemoryLoadBalancer(() -> now, Duration.ofSeconds(30));

    @Test
    void liveBindingsAreToldWithTheTimeThatTheyHaveLeft() {
        AffinityKey stream = new AffinityKey("stream", "v/a/s");
        AffinityKey ice = new AffinityKey("ice", "u:v");
        balancer.affinity().bindIfAbsent(stream, "origin", Duration.ofSeconds(60));
        balancer.affinity().bindIfAbsent(ice, "session", Duration.ofSeconds(5));
        now = now.plusSeconds(4);
        assertThat(balancer.localBindings())
                .containsExactlyInAnyOrder(
                        new LocalBinding(stream, "origin", Duration.ofSeconds(56)),
                        new LocalBinding(ice, "session", Duration.ofSeconds(1)));
        now = now.plusSeconds(1);
        assertThat(balancer.localBindings())
                .containsExactly(new LocalBinding(stream, "origin", Duration.ofSeconds(55)));
        balancer.close();
    }

    @Test
    void aProxyThatSaysNothingMoreIsForgotten() throws Exception {
        balancer.cluster().publish(snapshot("older"));
        now = now.plusSeconds(6);
        balancer.cluster().publish(snapshot("own"));
        assertThat(peers()).containsExactlyInAnyOrder("older", "own");
        now = now.plusSeconds(5);
        assertThat(peers()).containsExactly("own");
        balancer.close();
    }

    private List<String> peers() throws ExecutionException, InterruptedException {
        return balancer.cluster().peers().toCompletableFuture().get().stream()
                .map(ProxySnapshot::proxyId)
                .toList();
    }

    private ProxySnapshot snapshot(String id) {
        return new ProxySnapshot(id, "", Map.of(), now);
    }
}
