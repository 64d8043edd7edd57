package org.mediaproxy.lb.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.mesh.Members.answer;
import static org.mediaproxy.lb.mesh.Members.origin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;

/** Members that die, stop, or are restarted: what the others go on with, and when. */
class MemberFaultsIT {

    private static final Duration TTL = Duration.ofSeconds(60);

    /** What is promised: a client is served again this soon after a fault. */
    private static final Duration SERVED_AGAIN = Duration.ofSeconds(5);

    private final Members members = Members.of(3);
    private final List<RemoteMember> all = new ArrayList<>();

    private void startAll() {
        for (int i = 0; i < 3; i++) {
            all.add(RemoteMember.start(members.settings(i), TTL));
        }
        all.forEach(RemoteMember::ready);
        awaitAllTogether();
    }

    private void awaitAllTogether() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(all).extracting(RemoteMember::members).containsOnly(all.size());
            assertThat(all).allMatch(one -> one.troubles().isEmpty() && one.isSettled());
        });
    }

    @AfterEach
    void stop() {
        all.forEach(RemoteMember::close);
    }

    private static AffinityKey key(String name) {
        return new AffinityKey("stream", "live/" + name);
    }

    private Map<AffinityKey, String> bindMany(String prefix, int count) throws Exception {
        Map<AffinityKey, String> bound = new HashMap<>();
        for (int i = 0; i < count; i++) {
            AffinityKey key = key(prefix + i);
            String value = "origin-" + i % 3;
            assertThat(answer(all.get(i % all.size()).bindIfAbsent(key, value, TTL)))
                    .isEqualTo(value);
            bound.put(key, value);
        }
        return bound;
    }

    private void everybodyFinds(Map<AffinityKey, String> bound) throws Exception {
        for (RemoteMember one : all) {
            for (Map.Entry<AffinityKey, String> entry : bound.entrySet()) {
                assertThat(answer(one.find(entry.getKey()))).contains(entry.getValue());
            }
        }
    }

    /** Binds at all members, as clients would that come again when they failed; each call must end in time. */
    private Map<AffinityKey, String> placeUntilDone(String prefix, int count, long end) throws Exception {
        Map<AffinityKey, String> placed = new HashMap<>();
        List<AffinityKey> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            open.add(key(prefix + i));
        }
        while (!open.isEmpty()) {
            assertThat(end - System.nanoTime())
                    .as("%s cannot be placed yet", open)
                    .isPositive();
            List<java.util.concurrent.CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < open.size(); i++) {
                answers.add(all.get(i % all.size())
                        .bindIfAbsent(open.get(i), "origin-9", TTL)
                        .toCompletableFuture());
            }
            List<AffinityKey> again = new ArrayList<>();
            for (int i = 0; i < open.size(); i++) {
                try {
                    placed.put(open.get(i), answer(answers.get(i)));
                } catch (ExecutionException e) {
                    again.add(open.get(i));
                }
            }
            open = again;
        }
        return placed;
    }

    @Test
    void aKilledMemberTakesNoBindingWithItAndPlacementGoesOn() throws Exception {
        startAll();
        Map<AffinityKey, String> bound = bindMany("before", 200);
        answer(all.get(2).register(origin("a", "run")));

        all.get(2).signal("-KILL");
        long end = System.nanoTime() + SERVED_AGAIN.toNanos();
        RemoteMember killed = all.remove(2);

        bound.putAll(placeUntilDone("after", 100, end));
        everybodyFinds(bound);
        assertThat(answer(all.get(0).live())).containsExactly(origin("a", "run"));
        Awaitility.await().atMost(SERVED_AGAIN).untilAsserted(() -> assertThat(all)
                .allSatisfy(one -> assertThat(one.troubles())
                        .singleElement()
                        .asString()
                        .startsWith("degraded: the proxy at " + members.address(2) + " has been missing")));
        killed.close();

        all.add(RemoteMember.start(members.settings(2), TTL).ready());
        awaitAllTogether();
        everybodyFinds(bound);
    }

    @Test
    void whileAMemberStandsStillKnownStreamsAreServedAtOnceAndNewOnesSoon() throws Exception {
        startAll();
        Map<AffinityKey, String> bound = bindMany("before", 150);
        everybodyFinds(bound);
        answer(all.get(0).register(origin("a", "run")));

        RemoteMember paused = all.remove(2);
        paused.signal("-STOP");
        long end = System.nanoTime() + SERVED_AGAIN.toNanos();
        long began = System.nanoTime();
        everybodyFinds(bound);
        assertThat(System.nanoTime() - began).as("300 known streams").isLessThan(1_000_000_000L);
        assertThat(answer(all.get(1).live())).hasSize(1);

        bound.putAll(placeUntilDone("after", 60, end));
        everybodyFinds(bound);
        assertThat(answer(all.get(1).live())).hasSize(1);

        paused.signal("-CONT");
        all.add(paused);
        awaitAllTogether();
        everybodyFinds(bound);
    }

    @Test
    void membersThatAreRestartedOneAfterTheOtherLoseNothingAndAreNotMissed() throws Exception {
        startAll();
        Map<AffinityKey, String> bound = bindMany("before", 100);
        for (int i = 0; i < 3; i++) {
            RemoteMember leaving = all.remove(0);
            leaving.ask("close");
            leaving.close();
            Awaitility.await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(all)
                    .allMatch(one -> one.members() == 2 && one.troubles().isEmpty()));
            all.add(RemoteMember.start(members.settings(i), TTL).ready());
            awaitAllTogether();
        }

        everybodyFinds(bound);
    }

    @Test
    void afterAllWereKilledAtOnceTheyAreOneMeshAgain() throws Exception {
        startAll();
        bindMany("before", 10);
        all.forEach(one -> one.signal("-KILL"));
        all.forEach(RemoteMember::close);
        all.clear();

        startAll();

        assertThat(answer(all.get(0).find(key("before0")))).isEmpty();
        everybodyFinds(bindMany("after", 30));
    }
}
