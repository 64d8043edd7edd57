package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.redis.Answers.answer;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;
import redis.clients.jedis.Jedis;

/** The master dies, and the Sentinels make another of its replica. */
class SentinelFailoverIT {

    private static final AffinityKey BEFORE = new AffinityKey("stream", "__defaultVhost__/live/before");
    private static final AffinityKey MEANWHILE = new AffinityKey("stream", "__defaultVhost__/live/meanwhile");
    private static final AffinityKey AFTER = new AffinityKey("stream", "__defaultVhost__/live/after");
    private static final Duration TTL = Duration.ofSeconds(60);

    @Test
    void proxiesGoOnWithTheNewMaster() throws Exception {
        try (Sentinels sentinels = new Sentinels();
                RedisLoadBalancer first = RedisContract.open(sentinels.settings(), TTL);
                RedisLoadBalancer second = RedisContract.open(sentinels.settings(), TTL)) {
            answer(first.affinity().bindIfAbsent(BEFORE, "a", TTL));

            sentinels.master().kill();
            assertThat(answer(first.affinity().bindIfAbsent(MEANWHILE, "b", TTL)))
                    .isEqualTo("b");

            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isMaster(sentinels.replica()));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> first.troubles().isEmpty() && second.troubles().isEmpty());
            assertThat(answer(second.affinity().find(BEFORE))).contains("a");
            assertThat(answer(second.affinity().find(MEANWHILE))).contains("b");
            assertThat(answer(second.affinity().bindIfAbsent(AFTER, "c", TTL))).isEqualTo("c");
            assertThat(answer(first.affinity().find(AFTER))).contains("c");
        }
    }

    private static boolean isMaster(RedisProcess server) {
        try (Jedis redis = server.client()) {
            return redis.info("replication").contains("role:master");
        }
    }
}
