package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.redis.Answers.answer;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;

/** One node of a Cluster dies, with a third of all keys, and comes back without them. */
class ClusterOutageIT {

    private static final int STREAMS = 60;
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static AffinityKey key(int number) {
        return new AffinityKey("stream", "__defaultVhost__/live/s" + number);
    }

    @Test
    void everyStreamKeepsItsOrigin() throws Exception {
        try (ClusterNodes nodes = new ClusterNodes();
                RedisLoadBalancer first = RedisContract.open(nodes.settings(), TTL);
                RedisLoadBalancer second = RedisContract.open(nodes.settings(), TTL)) {
            for (int i = 0; i < STREAMS; i++) {
                answer(first.affinity().bindIfAbsent(key(i), "a" + i, TTL));
            }
            assertThat(nodes.holders()).as("nodes with keys").isEqualTo(3);
            assertThat(answer(second.affinity().list("stream", "", 1000)).values())
                    .hasSize(STREAMS);

            // Nobody has asked the second one for any of them: it reads them by itself, of all nodes.
            Awaitility.await().atMost(PATIENCE).until(() -> second.known().all().size() == STREAMS);

            nodes.node(1).kill();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            !first.troubles().isEmpty() && !second.troubles().isEmpty());
            for (int i = 0; i < STREAMS; i++) {
                assertThat(answer(first.affinity().find(key(i)))).contains("a" + i);
                assertThat(answer(second.affinity().find(key(i)))).contains("a" + i);
            }
            assertThat(answer(first.affinity().bindIfAbsent(key(STREAMS), "new", TTL)))
                    .isEqualTo("new");

            nodes.node(1).restart();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> first.troubles().isEmpty() && second.troubles().isEmpty());
            for (int i = 0; i < STREAMS; i++) {
                assertThat(answer(second.affinity().find(key(i)))).contains("a" + i);
            }
            assertThat(answer(second.affinity().find(key(STREAMS)))).contains("new");
        }
    }
}
