package org.mediaproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.testkit.Contracts.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.OriginRegistry;

/** What {@link OriginRegistry} promises. */
interface OriginRegistryContract extends Contracts {

    Duration originTtl();

    private OriginRegistry origins() {
        return balancer().origins();
    }

    private OriginRegistry peers() {
        return peer().origins();
    }

    private static Origin origin(String server, String service, String pid) {
        Map<OriginService, List<String>> listens = Map.of(
                OriginService.RTMP, List.of("1935", "tcp://[::]:1936"),
                OriginService.HTTP, List.of("0.0.0.0:8080"),
                OriginService.SRT, List.of("udp://:10080"));
        Instant at = Instant.parse("2026-03-01T12:00:00.123Z");
        return new Origin(server, service, pid, "10.0.0.7", "rack \"4\"", listens, at, false);
    }

    private Duration part(double share) {
        return Duration.ofMillis((long) (originTtl().toMillis() * share));
    }

    @Test
    default void noOriginIsLiveAtFirst() {
        assertThat(await(origins().live())).isEmpty();
        assertThat(await(origins().find(new OriginId("a-b-1")))).isEmpty();
    }

    @Test
    default void aRegisteredOriginIsLiveWithAllItSaid() {
        Origin origin = origin("a", "run", "1");

        await(origins().register(origin));

        assertThat(await(peers().live())).containsExactly(origin);
        assertThat(await(peers().find(origin.id()))).contains(origin);
    }

    @Test
    default void theLatestRegistrationReplacesWhatWasSaidBefore() {
        Origin origin = origin("a", "run", "1");
        Map<OriginService, List<String>> listens = Map.of(OriginService.RTMP, List.of("19350"));
        Origin moved = new Origin("a", "run", "1", "10.0.0.8", "", listens, origin.updatedAt(), false);

        await(origins().register(origin));
        await(origins().register(moved));

        assertThat(await(peers().live())).containsExactly(moved);
    }

    @Test
    default void liveOriginsComeInTheOrderOfTheirIds() {
        for (String server : List.of("c", "a", "d", "b")) {
            await(origins().register(origin(server, "run", "1")));
        }

        assertThat(await(peers().live())).extracting(Origin::server).containsExactly("a", "b", "c", "d");
    }

    @Test
    default void anOriginThatDoesNotRegisterAgainExpires() {
        Origin origin = origin("a", "run", "1");
        await(origins().register(origin));

        pass(part(0.5));
        assertThat(await(origins().live())).hasSize(1);
        pass(part(0.6));

        assertThat(await(origins().live())).isEmpty();
        assertThat(await(peers().find(origin.id()))).isEmpty();
        assertThat(await(origins().setDraining(origin.id(), true))).isFalse();
    }

    @Test
    default void eachRegistrationStartsTheExpiryAnew() {
        Origin origin = origin("a", "run", "1");
        await(origins().register(origin));
        for (int i = 0; i < 3; i++) {
            pass(part(0.6));
            await(either(i).origins().register(origin));
        }
        pass(part(0.6));

        assertThat(await(origins().find(origin.id()))).contains(origin);
    }

    @Test
    default void anOriginCanComeBackAfterItExpired() {
        Origin origin = origin("a", "run", "1");
        await(origins().register(origin));
        pass(part(1.1));

        await(origins().register(origin));

        assertThat(await(origins().live())).containsExactly(origin);
    }

    @Test
    default void anotherRunOfTheServerRetiresTheOlderAtOnce() {
        Origin old = origin("a", "run-1", "1");
        Origin restarted = origin("a", "run-2", "2");
        Origin stranger = origin("ab", "run-1", "1");
        await(origins().register(old));
        await(origins().register(stranger));

        await(peers().register(restarted));

        assertThat(await(origins().live())).containsExactly(restarted, stranger);
        assertThat(await(origins().find(old.id()))).isEmpty();
    }

    @Test
    default void anotherProcessOfTheSameServiceIsAnotherRun() {
        Origin old = origin("a", "run", "1");
        Origin restarted = origin("a", "run", "2");

        await(origins().register(old));
        await(origins().register(restarted));

        assertThat(await(origins().live())).containsExactly(restarted);
    }

    @Test
    default void theDrainingMarkSurvivesRegistrations() {
        Origin origin = origin("a", "run", "1");
        await(origins().register(origin));

        assertThat(await(peers().setDraining(origin.id(), true))).isTrue();
        await(origins().register(origin));

        assertThat(await(origins().find(origin.id()))).contains(origin.withDraining(true));
        assertThat(await(peers().live())).containsExactly(origin.withDraining(true));
    }

    @Test
    default void theDrainingMarkCanBeTakenBack() {
        Origin origin = origin("a", "run", "1");
        await(origins().register(origin));
        await(origins().setDraining(origin.id(), true));

        assertThat(await(origins().setDraining(origin.id(), false))).isTrue();
        assertThat(await(origins().find(origin.id()))).contains(origin);
        await(origins().register(origin));

        assertThat(await(origins().find(origin.id()))).contains(origin);
    }

    @Test
    default void theDrainingMarkDoesNotKeepAnOriginAlive() {
        Origin origin = origin("a", "run", "1");
        await(origins().register(origin));
        pass(part(0.6));
        await(origins().setDraining(origin.id(), true));
        pass(part(0.6));

        assertThat(await(origins().live())).isEmpty();
    }

    @Test
    default void anotherRunDoesNotInheritTheDrainingMark() {
        Origin old = origin("a", "run-1", "1");
        Origin restarted = origin("a", "run-2", "2");
        await(origins().register(old));
        await(origins().setDraining(old.id(), true));

        await(origins().register(restarted));

        assertThat(await(origins().live())).containsExactly(restarted);
    }

    @Test
    default void anUnknownOriginCannotDrain() {
        assertThat(await(origins().setDraining(new OriginId("a-b-1"), true))).isFalse();
        assertThat(await(origins().live())).isEmpty();
    }

    @Test
    default void aRemovedOriginIsForgottenWithItsMark() {
        Origin origin = origin("a", "run", "1");
        Origin other = origin("b", "run", "1");
        await(origins().register(origin));
        await(origins().register(other));
        await(origins().setDraining(origin.id(), true));

        await(peers().remove(origin.id()));
        await(peers().remove(new OriginId("never-was-1")));

        assertThat(await(origins().live())).containsExactly(other);
        assertThat(await(origins().find(origin.id()))).isEmpty();
        await(origins().register(origin));
        assertThat(await(origins().find(origin.id()))).contains(origin);
    }

    @Test
    default void originsThatRegisterAtTheSameTimeAreAllLive() {
        Contracts.race(32, i -> await(either(i).origins().register(origin("server-" + (100 + i), "run", "1"))));

        assertThat(await(origins().live()))
                .extracting(Origin::server)
                .containsExactlyElementsOf(
                        IntStream.range(100, 132).mapToObj(i -> "server-" + i).toList());
    }
}
