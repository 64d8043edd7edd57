package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.redis.Answers.answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.AffinityKey;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** What is served without asking Redis, and how a change reaches the copies of other proxies. */
class CopiesIT {

    private static final AffinityKey KEY = new AffinityKey("stream", "__defaultVhost__/live/one");
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RedisProcess redis;
    private RedisLoadBalancer first;
    private RedisLoadBalancer second;

    @BeforeEach
    void start() {
        redis = RedisProcess.start();
        Map<String, String> settings = Map.of("PROXY_REDIS_PORT", Integer.toString(redis.port()));
        first = RedisContract.open(settings, TTL);
        second = RedisContract.open(settings, TTL);
        Awaitility.await().atMost(PATIENCE).until(() -> listeners() == 2);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        redis.close();
    }

    private long listeners() {
        try (Jedis client = redis.client()) {
            return client.pubsubNumSub("srs-proxy-changes:0").getOrDefault("srs-proxy-changes:0", 0L);
        }
    }

    /** Scripts that have run so far. */
    private long scripts() {
        long calls = 0;
        try (Jedis client = redis.client()) {
            for (String line : client.info("commandstats").lines().toList()) {
                if (line.startsWith("cmdstat_eval")) {
                    calls += Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1"));
                }
            }
        }
        return calls;
    }

    @Test
    void aKnownStreamCostsNoRoundTrip() throws Exception {
        Origin origin = Answers.origin("a", "run");
        answer(first.origins().register(origin));
        answer(first.affinity().bindIfAbsent(KEY, "a-run-1", TTL));
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        answer(first.affinity().find(KEY)))
                .isPresent());
        long before = scripts();

        for (int i = 0; i < 1000; i++) {
            assertThat(first.affinity().find(KEY).toCompletableFuture())
                    .isCompletedWithValueMatching(v -> v.isPresent());
        }

        assertThat(scripts()).isEqualTo(before);
    }

    @Test
    void aStreamThatIsNewToAllCostsTwoRoundTrips() throws Exception {
        answer(first.origins().register(Answers.origin("a", "run")));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> first.origins().live().toCompletableFuture().isDone());
        answer(first.affinity().find(new AffinityKey("stream", "another"))); // a server is sent a script's text once
        long before = scripts();

        assertThat(answer(first.affinity().find(KEY))).isEmpty();
        assertThat(first.origins().live().toCompletableFuture()).isCompleted();
        answer(first.affinity().bindIfAbsent(KEY, "a-run-1", TTL));

        assertThat(scripts() - before).isEqualTo(2);
    }

    @Test
    void whatWasAskedBeforeTheCloseIsDone() throws Exception {
        for (int i = 0; i < 500; i++) {
            AffinityKey hold = new AffinityKey("publisher", "live/" + i);
            answer(first.affinity().bindIfAbsent(hold, "proxy", TTL));
        }

        for (int i = 0; i < 500; i++) {
            first.affinity().release(new AffinityKey("publisher", "live/" + i), "proxy");
        }
        first.close();

        assertThat(answer(second.affinity().list("publisher", "", 1000)).values())
                .isEmpty();
    }

    @Test
    void tensOfThousandsOfStreamsAreKeptAliveAtTheSameMoment() throws Exception {
        int streams = 30_000;
        Map<String, String> patient = Map.of(
                "PROXY_REDIS_PORT", Integer.toString(redis.port()),
                "PROXY_REDIS_TIMEOUT", "10s",
                "PROXY_REDIS_CONNECTIONS", "2");
        try (RedisLoadBalancer third = RedisContract.open(patient, TTL)) {
            List<CompletableFuture<?>> bound = new ArrayList<>();
            List<CompletableFuture<Boolean>> kept = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                AffinityKey key = new AffinityKey("stream", "v/live/" + i);
                bound.add(third.affinity().bindIfAbsent(key, "a", TTL).toCompletableFuture());
            }
            CompletableFuture.allOf(bound.toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);
            for (int i = 0; i < streams; i++) {
                AffinityKey key = new AffinityKey("stream", "v/live/" + i);
                kept.add(third.affinity().touch(key, TTL).toCompletableFuture());
            }
            CompletableFuture.allOf(kept.toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);

            assertThat(kept).allMatch(CompletableFuture::join);
        }
    }

    @Test
    void keepingAStreamAliveRenewsItsCopy() throws Exception {
        answer(first.affinity().bindIfAbsent(KEY, "a", TTL));
        second.known().forget(KEY);

        assertThat(answer(second.affinity().touch(KEY, TTL))).isTrue();

        assertThat(second.known().fresh(KEY)).contains("a");
    }

    @Test
    void aMoveReachesTheCopyOfAnotherProxy() throws Exception {
        answer(first.affinity().bindIfAbsent(KEY, "a", TTL));
        assertThat(answer(second.affinity().find(KEY))).contains("a");

        assertThat(answer(first.affinity().rebind(KEY, "a", "b", TTL))).isTrue();

        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        answer(second.affinity().find(KEY)))
                .contains("b"));
        assertThat(answer(first.affinity().find(KEY))).contains("b");
    }

    @Test
    void whoLosesAMoveSeesAtOnceWhoWon() throws Exception {
        answer(first.affinity().bindIfAbsent(KEY, "a", TTL));
        assertThat(answer(second.affinity().find(KEY))).contains("a");
        try (Jedis go = redis.client()) {
            go.set("srs-proxy-url:" + KEY.name(), "srs-proxy-server:b"); // tells nobody
        }

        assertThat(answer(second.affinity().find(KEY))).as("a copy").contains("a");
        assertThat(answer(second.affinity().rebind(KEY, "a", "c", TTL))).isFalse();
        assertThat(answer(second.affinity().find(KEY))).contains("b");
    }

    @Test
    void copiesDoNotCountWhileNobodyListens() throws Exception {
        answer(first.affinity().bindIfAbsent(KEY, "a", TTL));
        assertThat(answer(second.affinity().find(KEY))).contains("a");
        try (Jedis go = redis.client()) {
            go.set("srs-proxy-url:" + KEY.name(), "srs-proxy-server:b"); // tells nobody
            assertThat(answer(second.affinity().find(KEY))).as("a copy").contains("a");

            go.clientKill(ClientKillParams.clientKillParams().type(ClientType.PUBSUB));

            Awaitility.await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(
                            answer(second.affinity().find(KEY)))
                    .contains("b"));
        }
        Awaitility.await().atMost(PATIENCE).until(() -> listeners() == 2);
    }

    @Test
    void anOriginThatRegistersIsHeardOfByOthersAtOnce() throws Exception {
        answer(first.origins().register(Answers.origin("a", "run")));

        Awaitility.await()
                .atMost(Duration.ofMillis(500))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> second.known(Answers.origin("a", "run").id()).isPresent());
    }
}
