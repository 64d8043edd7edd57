package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mediaproxy.lb.redis.Answers.answer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.AffinityKey;

/** Redis goes away, and comes back with its data or without. */
class OutageIT {

    private static final AffinityKey OLD = new AffinityKey("stream", "__defaultVhost__/live/old");
    private static final AffinityKey NEW = new AffinityKey("stream", "__defaultVhost__/live/new");
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RedisProcess redis;
    private RedisLoadBalancer first;
    private RedisLoadBalancer second;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.start();
        Map<String, String> settings = new HashMap<>(
                Map.of("PROXY_REDIS_PORT", Integer.toString(redis.port()), "PROXY_REDIS_TIMEOUT", "500ms"));
        first = RedisContract.open(settings, Duration.ofSeconds(2));
        second = RedisContract.open(settings, Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        redis.close();
    }

    private void awaitAway(RedisLoadBalancer... balancers) {
        for (RedisLoadBalancer balancer : balancers) {
            Awaitility.await().atMost(PATIENCE).until(() -> !balancer.troubles().isEmpty());
        }
    }

    private void awaitBack(RedisLoadBalancer... balancers) {
        for (RedisLoadBalancer balancer : balancers) {
            Awaitility.await().atMost(PATIENCE).until(() -> balancer.troubles().isEmpty());
        }
    }

    @Test
    void nothingIsWrongAtFirst() {
        assertThat(first.troubles()).isEmpty();
    }

    @Test
    void aKnownStreamIsServedWhileRedisIsAway() throws Exception {
        answer(first.affinity().bindIfAbsent(OLD, "a", TTL));

        redis.kill();

        assertThat(answer(first.affinity().find(OLD))).as("at once").contains("a");
        awaitAway(first);
        assertThat(answer(first.affinity().find(OLD))).contains("a");
        assertThat(answer(first.affinity().bindIfAbsent(OLD, "b", TTL))).isEqualTo("a");
        assertThat(answer(first.affinity().touch(OLD, TTL))).isTrue();
        assertThat(first.troubles()).singleElement().asString().startsWith("degraded: Redis at " + redis.address());
    }

    @Test
    void aProxyThatHasJustBegunKnowsTheStreamsOfOthersWhileRedisIsAway() throws Exception {
        for (int i = 0; i < 2500; i++) {
            answer(first.affinity().bindIfAbsent(stream(i), "origin" + i % 3, TTL));
        }
        try (RedisLoadBalancer third = RedisContract.open(
                Map.of("PROXY_REDIS_PORT", Integer.toString(redis.port()), "PROXY_REDIS_TIMEOUT", "500ms"),
                Duration.ofSeconds(2))) {
            Awaitility.await().atMost(PATIENCE).until(() -> third.known().all().size() == 2500);
            redis.kill();
            awaitAway(third);
            for (int i = 0; i < 2500; i++) {
                assertThat(answer(third.affinity().find(stream(i)))).contains("origin" + i % 3);
            }
            assertThat(answer(third.affinity().bindIfAbsent(stream(7), "another", TTL)))
                    .isEqualTo("origin1");
            assertThat(answer(third.affinity().rebind(stream(7), "origin1", "another", TTL)))
                    .isTrue();
            assertThat(answer(third.affinity().find(stream(7)))).contains("another");
        }
    }

    private static AffinityKey stream(int number) {
        return new AffinityKey("stream", "__defaultVhost__/live/s" + number);
    }

    @Test
    void aNewStreamIsBoundHereAlone() throws Exception {
        redis.kill();

        assertThat(answer(first.affinity().find(NEW))).isEmpty();
        assertThat(answer(first.affinity().bindIfAbsent(NEW, "a", TTL))).isEqualTo("a");
        assertThat(answer(first.affinity().bindIfAbsent(NEW, "b", TTL))).isEqualTo("a");
        assertThat(answer(first.affinity().find(NEW))).contains("a");
        assertThat(answer(first.affinity().rebind(NEW, "b", "c", TTL))).isFalse();
        assertThat(answer(first.affinity().rebind(NEW, "a", "c", TTL))).isTrue();
        assertThat(answer(first.affinity().find(NEW))).contains("c");
        assertThat(answer(first.affinity().release(NEW, "a"))).isFalse();
        assertThat(answer(first.affinity().release(NEW, "c"))).isTrue();
        assertThat(answer(first.affinity().find(NEW))).isEmpty();
    }

    @Test
    void aBindingOfAllProxiesIsNotMovedByOneOfThem() throws Exception {
        answer(first.affinity().bindIfAbsent(OLD, "a", TTL));
        redis.kill();
        awaitAway(first);

        assertThatThrownBy(() -> answer(first.affinity().rebind(OLD, "a", "b", TTL)))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(RedisUnavailableException.class);
        assertThatThrownBy(() -> answer(first.affinity().release(OLD, "a")))
                .hasRootCauseInstanceOf(RedisUnavailableException.class);
        assertThatThrownBy(() -> answer(first.affinity().list("stream", "", 10)))
                .hasRootCauseInstanceOf(RedisUnavailableException.class);
        assertThat(answer(first.affinity().find(OLD))).contains("a");
    }

    @Test
    void theLifeOfOriginsStandsStill() throws Exception {
        Origin origin = Answers.origin("a", "run");
        answer(first.origins().register(origin));
        redis.kill();
        awaitAway(first);

        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2500));

        assertThat(answer(first.origins().live())).containsExactly(origin);
        assertThat(answer(first.origins().find(origin.id()))).contains(origin);
    }

    @Test
    void anOriginThatRegistersWhileRedisIsAwayIsKnownToAllAfterwards() throws Exception {
        answer(first.origins().register(Answers.origin("a", "run-1")));
        redis.kill();
        awaitAway(first, second);

        answer(first.origins().register(Answers.origin("a", "run-2")));
        answer(first.origins().register(Answers.origin("b", "run")));
        assertThat(answer(first.origins().live()))
                .extracting(o -> o.id().text())
                .containsExactly("a-run-2-1", "b-run-1");
        redis.restart();
        awaitBack(first, second);

        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            answer(first.origins().register(Answers.origin("a", "run-2"))); // as they do every ten seconds
            answer(first.origins().register(Answers.origin("b", "run")));
            assertThat(answer(second.origins().live()))
                    .extracting(o -> o.id().text())
                    .containsExactly("a-run-2-1", "b-run-1");
        });
    }

    @Test
    void whatRedisHasLostIsWrittenAgain() throws Exception {
        RedisLoadBalancer longLived =
                RedisContract.open(Map.of("PROXY_REDIS_PORT", Integer.toString(redis.port())), Duration.ofSeconds(60));
        try (longLived) {
            Origin origin = Answers.origin("a", "run");
            answer(longLived.origins().register(origin));
            answer(longLived.affinity().bindIfAbsent(OLD, "a-run-1", TTL));
            redis.kill();
            awaitAway(longLived);
            answer(longLived.affinity().bindIfAbsent(NEW, "a-run-1", TTL));

            redis.restart();
            awaitBack(longLived, first, second);

            assertThat(answer(second.affinity().find(OLD))).contains("a-run-1");
            assertThat(answer(second.affinity().find(NEW))).contains("a-run-1");
            assertThat(answer(second.origins().find(origin.id()))).contains(origin);
            assertThat(answer(second.origins().live())).containsExactly(origin);
        }
    }

    @Test
    void ofTwoBindingsThatMeetOneStands() throws Exception {
        redis.kill();
        answer(first.affinity().bindIfAbsent(NEW, "a", TTL));
        answer(second.affinity().bindIfAbsent(NEW, "b", TTL));

        redis.restart();
        awaitBack(first, second);

        String stands = answer(first.affinity().find(NEW)).orElseThrow();
        assertThat(stands).isIn("a", "b");
        assertThat(answer(second.affinity().find(NEW))).contains(stands);
    }

    @Test
    void callsEndInTimeWhereRedisHangs() throws Exception {
        answer(first.affinity().bindIfAbsent(OLD, "a", TTL));
        signal("STOP");
        try {
            long before = System.nanoTime();
            assertThat(answer(first.affinity().bindIfAbsent(NEW, "b", TTL))).isEqualTo("b");
            long took = (System.nanoTime() - before) / 1_000_000;

            assertThat(took).isLessThan(1500);
            assertThat(answer(first.affinity().find(OLD))).contains("a");
        } finally {
            signal("CONT");
        }
        awaitBack(first);
        assertThat(answer(second.affinity().find(NEW))).contains("b");
        assertThat(answer(second.affinity().find(OLD))).contains("a");
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void aRestartThatNobodyNoticedCostsNothing() throws Exception {
        redis.kill();
        redis.restart();

        assertThat(answer(first.affinity().bindIfAbsent(NEW, "a", TTL))).isEqualTo("a");
        awaitBack(first, second);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        answer(second.affinity().find(NEW)))
                .contains("a"));
    }
}
