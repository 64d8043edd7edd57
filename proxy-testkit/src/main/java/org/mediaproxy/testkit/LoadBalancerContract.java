package org.mediaproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.ProxySnapshot;

/**
 * What every load balancer must do, whatever holds its state: each implementation has one test class that extends this. It
 * also lists the tests of {@code OriginRegistryContract} and {@code AffinityStoreContract}.
 *
 * <p>A store whose server keeps the time overrides {@link #pass}, {@link #originTtl} and {@link #bindingTtl}; one that
 * several proxies share overrides {@link #openPeer}.
 */
public abstract class LoadBalancerContract implements OriginRegistryContract, AffinityStoreContract {

    private final ManualClock clock = new ManualClock();
    private @Nullable LoadBalancer balancer;
    private @Nullable LoadBalancer peer;

    /** For the test class of an implementation. */
    protected LoadBalancerContract() {}

    /**
     * Opens a balancer whose state is empty and shared with nobody but {@link #openPeer}. Called before each test; the
     * contract closes it.
     *
     * @param clock what time it is, for those that need not ask a server
     * @param originTtl how long an origin lives after its last registration
     */
    protected abstract LoadBalancer open(InstantSource clock, Duration originTtl);

    /**
     * Opens a second balancer on the state of the first, as another proxy would; the first itself where the state cannot be
     * shared.
     */
    protected LoadBalancer openPeer(LoadBalancer first, InstantSource clock, Duration originTtl) {
        return first;
    }

    /** Lets time pass for the store; by turning the manual clock, unless overridden by waiting for a server's. */
    @Override
    public void pass(Duration time) {
        clock.advance(time);
    }

    /** How long an origin lives in these tests; a store that really waits takes seconds. */
    @Override
    public Duration originTtl() {
        return Duration.ofMinutes(5);
    }

    /** How long bindings live in these tests; a store that really waits takes seconds. */
    @Override
    public Duration bindingTtl() {
        return Duration.ofMinutes(1);
    }

    @BeforeEach
    final void openBoth() {
        LoadBalancer first = open(clock, originTtl());
        balancer = first;
        peer = openPeer(first, clock, originTtl());
    }

    @AfterEach
    final void closeBoth() {
        if (peer != null && !peer.equals(balancer)) {
            peer.close();
        }
        if (balancer != null) {
            balancer.close();
        }
    }

    /** The balancer of this test. */
    @Override
    public final LoadBalancer balancer() {
        return opened(balancer);
    }

    /** Another proxy's balancer on the same state, or the same one. */
    @Override
    public final LoadBalancer peer() {
        return opened(peer);
    }

    private static LoadBalancer opened(@Nullable LoadBalancer candidate) {
        if (candidate == null) {
            throw new IllegalStateException("not opened: called outside of a test");
        }
        return candidate;
    }

    @Test
    final void whatAProxySaysOfItselfIsAmongThePeers() {
        ProxySnapshot first = snapshot(1);
        ProxySnapshot second = snapshot(2);

        Contracts.await(balancer().cluster().publish(first));
        Contracts.await(balancer().cluster().publish(second));

        assertThat(Contracts.await(balancer().cluster().peers())).containsExactly(second);
    }

    private ProxySnapshot snapshot(long sessions) {
        Map<OriginId, Long> load = Map.of(new OriginId("origin-a-1"), sessions);
        return new ProxySnapshot("proxy-1", "127.0.0.1:12025", load, Instant.parse("2026-03-01T12:00:00Z"));
    }
}
