package org.mediaproxy.lb.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.mesh.Members.answer;
import static org.mediaproxy.lb.mesh.Members.origin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.testkit.Networks;

/** One of three members is cut off: both parts go on, and when they meet again all members agree, on what lived. */
class PartitionIT {

    private static final Duration TTL = Duration.ofSeconds(60);

    /** What is promised: a client is served again this soon after a fault; and a little for a busy machine. */
    private static final Duration SERVED_AGAIN = Duration.ofSeconds(6);

    private final List<RemoteMember> all = new ArrayList<>();
    private Networks networks;

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(Networks.arePossible(), "networks of one's own need root and ip(8)");
        networks = Networks.open(3);
        for (int i = 0; i < 3; i++) {
            String peers = networks.address(0) + "," + networks.address(1) + "," + networks.address(2);
            all.add(RemoteMember.start(
                    Map.of("PROXY_MESH_PEERS", peers), TTL, networks.inside(i).toArray(String[]::new)));
        }
        all.forEach(RemoteMember::ready);
        awaitMembers(3, 3, 3);
    }

    @AfterEach
    void stop() {
        all.forEach(RemoteMember::close);
        if (networks != null) {
            networks.close();
        }
    }

    private void awaitMembers(Integer... seen) {
        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            assertThat(all).extracting(RemoteMember::members).containsExactly(seen);
            assertThat(all).allMatch(RemoteMember::isSettled);
        });
    }

    private static AffinityKey stream(String name) {
        return new AffinityKey("stream", "live/" + name);
    }

    private static AffinityKey hold(String name) {
        return new AffinityKey("publisher", "live/" + name);
    }

    private static void bind(RemoteMember at, AffinityKey key, String value) throws Exception {
        assertThat(answer(at.bindIfAbsent(key, value, TTL))).isEqualTo(value);
    }

    private static void later() {
        long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
        Awaitility.await().until(() -> System.nanoTime() > end);
    }

    /** A stream with a publisher of its own at a member. */
    private static void publish(RemoteMember at, String name, String origin, long since) throws Exception {
        bind(at, stream(name), origin);
        bind(at, hold(name), "proxy-of-" + origin + " 7f3a " + since + " " + origin);
    }

    private void everybodyFinds(AffinityKey key, String value) throws Exception {
        for (RemoteMember one : all) {
            assertThat(answer(one.find(key)))
                    .as("%s at %s", key, all.indexOf(one))
                    .contains(value);
        }
    }

    /** Both halves find what they bound, so that every member has copies of it. */
    private void onBothSides(String name, String alone, String rest) throws Exception {
        assertThat(answer(all.get(0).find(stream(name)))).contains(alone);
        assertThat(answer(all.get(1).find(stream(name)))).contains(rest);
        assertThat(answer(all.get(2).find(stream(name)))).contains(rest);
    }

    @Test
    void bothPartsGoOnAndThenTheOlderPublisherWinsEverywhere() throws Exception {
        RemoteMember alone = all.get(0);
        RemoteMember rest = all.get(1);
        publish(alone, "before", "o1", 1000);
        for (int i = 0; i < 100; i++) {
            bind(all.get(i % 3), stream("many-" + i), "o" + i);
        }
        answer(alone.register(origin("a", "run-1")));

        networks.cut(0);
        awaitMembers(1, 2, 2);
        assertThat(all).allSatisfy(one -> assertThat(one.troubles()).isNotEmpty());
        for (int i = 0; i < 100; i++) {
            everybodyFinds(stream("many-" + i), "o" + i);
        }
        everybodyFinds(stream("before"), "o1");

        publish(alone, "older-alone", "o1", 2000);
        publish(rest, "older-alone", "o2", 3000);
        publish(rest, "older-rest", "o2", 2000);
        publish(alone, "older-rest", "o1", 3000);
        bind(alone, stream("first-alone"), "o1");
        bind(rest, stream("first-rest"), "o2");
        later(); // than the clocks of two parts may differ on one machine
        bind(rest, stream("first-alone"), "o2");
        bind(alone, stream("first-rest"), "o1");
        bind(alone, stream("one-publishes"), "o1");
        publish(rest, "one-publishes", "o2", 4000);
        bind(alone, stream("only-alone"), "o1");
        bind(rest, stream("only-rest"), "o2");
        onBothSides("older-alone", "o1", "o2");
        onBothSides("older-rest", "o1", "o2");
        onBothSides("one-publishes", "o1", "o2");
        assertThat(answer(alone.rebind(stream("many-1"), "o1", "moved", TTL))).isTrue();
        answer(alone.register(origin("b", "run-1")));
        answer(rest.register(origin("a", "run-2")));
        assertThat(answer(alone.live())).containsExactly(origin("a", "run-1"), origin("b", "run-1"));
        assertThat(answer(rest.live())).containsExactly(origin("a", "run-2"));

        networks.mend(0);
        long mended = System.nanoTime();
        awaitMembers(3, 3, 3);
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            everybodyFinds(stream("older-alone"), "o1");
            everybodyFinds(hold("older-alone"), "proxy-of-o1 7f3a 2000 o1");
            everybodyFinds(stream("older-rest"), "o2");
            everybodyFinds(hold("older-rest"), "proxy-of-o2 7f3a 2000 o2");
            everybodyFinds(stream("first-alone"), "o1");
            everybodyFinds(stream("first-rest"), "o2");
            everybodyFinds(stream("one-publishes"), "o2");
            everybodyFinds(stream("only-alone"), "o1");
            everybodyFinds(stream("only-rest"), "o2");
            everybodyFinds(stream("before"), "o1");
        });
        System.out.println("healed after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - mended) + " ms");
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(all)
                .allSatisfy(one -> {
                    assertThat(answer(one.live())).containsExactly(origin("a", "run-2"), origin("b", "run-1"));
                    assertThat(one.troubles()).isEmpty();
                }));
        for (int i = 2; i < 100; i++) {
            everybodyFinds(stream("many-" + i), "o" + i);
        }
        changesAreHeardOf(rest, alone);
        changesAreHeardOf(alone, rest);
    }

    /** Copies of a member are given up at once where another changes the binding, also after all that. */
    private static void changesAreHeardOf(RemoteMember teller, RemoteMember hearer) throws Exception {
        AffinityKey key = stream("told-" + hearer.hashCode());
        bind(teller, key, "o1");
        assertThat(answer(hearer.find(key))).contains("o1");
        assertThat(hearer.fresh(key)).contains("o1");
        assertThat(answer(teller.rebind(key, "o1", "o2", TTL))).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(hearer.fresh(key))
                .isNotEqualTo(java.util.Optional.of("o1")));
        assertThat(answer(hearer.find(key))).contains("o2");
    }

    /** New streams come to all members at once, as clients would that come again when they failed. */
    private void placedSoon(String prefix) throws Exception {
        long began = System.nanoTime();
        List<Long> millis = Members.each(all, (member, one) -> {
            List<AffinityKey> open = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                open.add(stream(prefix + "-" + member + "-" + i));
            }
            while (!open.isEmpty()) {
                List<CompletableFuture<String>> answers = new ArrayList<>();
                open.forEach(key -> answers.add(one.bindIfAbsent(key, "o1", TTL).toCompletableFuture()));
                List<AffinityKey> again = new ArrayList<>();
                for (int i = 0; i < open.size(); i++) {
                    try {
                        assertThat(answer(answers.get(i))).isEqualTo("o1");
                    } catch (ExecutionException e) {
                        again.add(open.get(i)); // the client comes again
                    }
                }
                open = again;
            }
            return (System.nanoTime() - began) / 1_000_000;
        });
        System.out.println(prefix + ": new streams are placed after " + millis + " ms");
        assertThat(millis).allMatch(time -> time < SERVED_AGAIN.toMillis());
    }

    @Test
    void aPartThatIsCutOffAgainAndAgainComesBackEachTime() throws Exception {
        for (int round = 0; round < 3; round++) {
            RemoteMember alone = all.get(round);
            RemoteMember rest = all.get((round + 1) % 3);
            for (int i = 0; i < 40; i++) {
                bind(rest, stream("old-" + round + "-" + i), "o" + i);
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(alone::isSettled);
            networks.cut(round);
            placedSoon("cut-" + round);
            for (int i = 0; i < 40; i++) {
                AffinityKey old = stream("old-" + round + "-" + i);
                assertThat(answer(alone.bindIfAbsent(old, "other", TTL))).isEqualTo("o" + i);
                everybodyFinds(old, "o" + i);
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(alone.members()).isEqualTo(1);
                assertThat(rest.members()).isEqualTo(2);
            });
            publish(alone, "round-" + round, "o1", 1000 + round % 2);
            publish(rest, "round-" + round, "o2", 1001 - round % 2);

            networks.mend(round);
            awaitMembers(3, 3, 3);
            String winner = round % 2 == 0 ? "o1" : "o2";
            String name = "round-" + round;
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> everybodyFinds(stream(name), winner));
            Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(all)
                    .flatExtracting(RemoteMember::troubles)
                    .isEmpty());
        }
    }
}
