package org.mediaproxy.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.testkit.Networks;
import org.mediaproxy.testkit.RealProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three proxies, three origins and their store are killed, paused and cut off while streams are published and played.
 *
 * <p>{@code chaos.seconds} says how long (half a minute unless set), {@code chaos.seed} what happens.
 */
@ExtendWith(NotRepeated.class)
class ChaosIT {

    private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);
    private static final int STREAMS = 12;
    private static final int PLAYERS = 3;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("chaos.seed", 20261122);
    private final long millis = Long.getLong("chaos.seconds", 30) * 1000;
    private final Journal journal = new Journal();
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @Test
    void withRedis() throws Exception {
        try (Cluster cluster = Cluster.overRedis(folder, journal)) {
            survive(cluster, FaultPlan.of(seed, millis, false));
        }
    }

    @Test
    void withAMesh() throws Exception {
        Assumptions.assumeTrue(Networks.arePossible(), "networks of one's own need root and ip(8)");
        try (Networks networks = Networks.open(Cluster.MEMBERS);
                Cluster cluster = Cluster.overMesh(folder, journal, networks)) {
            survive(cluster, FaultPlan.of(seed, millis, true));
        }
    }

    private void survive(Cluster cluster, List<Fault> plan) throws Exception {
        LOG.info("seed {}, {} faults in {} s: {}", seed, plan.size(), millis / 1000, plan);
        int[] before =
                cluster.proxies().stream().mapToInt(ProxyMember::descriptors).toArray();
        beginClients(cluster);
        awaitAllServed();

        new Faults(cluster, journal).run(plan);

        awaitAllServed();
        awaitNoSplit(cluster);
        endClients();
        judge();
        awaitNothingLeft(cluster, before);
    }

    private void beginClients(Cluster cluster) {
        for (int s = 0; s < STREAMS; s++) {
            Publisher publisher = new Publisher("s" + s, cluster, journal, seed * 1000 + s);
            clients.add(publisher);
            for (int p = 0; p < PLAYERS; p++) {
                clients.add(new Player(p, publisher, cluster, journal, seed * 1000 + 100L * (p + 1) + s));
            }
        }
        for (Client client : clients) {
            Thread thread = new Thread(client, client.toString());
            threads.add(thread);
            thread.start();
        }
    }

    private void awaitAllServed() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(clients).allMatch(Client::isServed));
    }

    /** Each stream has one publisher, at one origin. */
    private static void awaitNoSplit(Cluster cluster) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(cluster.publishers()).hasSize(STREAMS);
            assertThat(cluster.publishers().values()).allMatch(where -> where.size() == 1);
        });
    }

    private void endClients() throws InterruptedException {
        clients.forEach(Client::end);
        for (Thread thread : threads) {
            thread.join(10_000);
        }
    }

    private void judge() {
        Verdict verdict = new Verdict(journal);
        LOG.info(
                "{} losses, longest wait {} ms; {} lost as one of two halves of a partition, {} looks saw a stream at two origins",
                journal.gaps().size() - clients.size(),
                verdict.longestWait(),
                verdict.rebound().size(),
                journal.splits().size());
        assertThat(verdict.wronglyCut()).isEmpty();
        assertThat(verdict.servedLate()).isEmpty();
    }

    /** Sessions and descriptors go with their clients, and no buffer was forgotten. */
    private static void awaitNothingLeft(Cluster cluster, int[] before) {
        for (int i = 0; i < before.length; i++) {
            ProxyMember proxy = cluster.proxies().get(i);
            int most = before[i] + 12;
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(proxy.descriptors()).isLessThanOrEqualTo(most));
            RealProcess process = proxy.process();
            assertThat(process).isNotNull();
            assertThat(process.output()).doesNotContain("LEAK").doesNotContain("a bug");
        }
    }
}
