package org.mediaproxy.lb.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.testkit.LoadBalancerContract;
import org.mediaproxy.testkit.SettlingBalancer;

/** The contract for a mesh of three processes: this one, one that is asked as the peer, and one that only has its part of the state. */
final class ThreeProcessesContractIT extends LoadBalancerContract {

    private static final Duration ORIGIN_TTL = Duration.ofSeconds(2);

    private static MeshLoadBalancer own;
    private static RemoteMember peer;
    private static RemoteMember third;
    private Duration bindingTtl = Duration.ofSeconds(3);

    @BeforeAll
    static void start() {
        Members members = Members.of(3);
        peer = RemoteMember.start(members.settings(1), ORIGIN_TTL);
        third = RemoteMember.start(members.settings(2), ORIGIN_TTL);
        own = members.open(0, ORIGIN_TTL);
        peer.ready();
        third.ready();
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(Stream.of(peer, third).map(RemoteMember::members)).containsOnly(3);
            assertThat(own.grid().getCluster().getMembers()).hasSize(3);
        });
    }

    @AfterAll
    static void stop() {
        third.close();
        peer.close();
        own.close();
    }

    @Override
    protected LoadBalancer open(InstantSource clock, Duration originTtl) {
        peer.ask("clear");
        List<LoadBalancer> all = List.of(own, peer, third);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> all.stream()
                .allMatch(
                        one -> one.origins().live().toCompletableFuture().join().isEmpty()));
        return settling(own);
    }

    @Override
    protected LoadBalancer openPeer(LoadBalancer first, InstantSource clock, Duration originTtl) {
        return settling(peer);
    }

    private static LoadBalancer settling(LoadBalancer one) {
        return new SettlingBalancer(one, List.of(new CopiesOf(own), peer, third), Duration.ofSeconds(2)) {
            @Override
            public void close() {
                // the members of a mesh outlive a test
            }
        };
    }

    @Override
    public void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Override
    public Duration originTtl() {
        return ORIGIN_TTL;
    }

    /** Races may take longer than bindings live where a test waits for their end. */
    @BeforeEach
    void longerForRaces(TestInfo test) {
        boolean race = test.getDisplayName().startsWith("ofMany");
        bindingTtl = Duration.ofSeconds(race ? 60 : 3);
    }

    @Override
    public Duration bindingTtl() {
        return bindingTtl;
    }
}
