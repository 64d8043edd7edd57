package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.srt.CallerVerdict.DropReason;

/** Callers that get no session, or not from the first origin. */
final class SrtRefusalIT {

    private SrtFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new SrtFixture(Map.of("PROXY_SRT_ORIGIN_TIMEOUT", "500ms", "PROXY_SRT_MAX_HANDSHAKES", "2"));
    }

    @AfterEach
    void close() {
        fixture.awaitNoSession();
        fixture.close();
    }

    private void assertRefused(Peer caller, int code) throws IOException {
        byte[] answer = caller.receive();
        assertThat(Packets.type(answer)).isEqualTo(code);
        assertThat(answer).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "#!::r=live/cam,m=foo; 2405",
                "#!::m=publish; 2400",
                "#!:{}; 2400",
                "#!::r=live/cam,m=request; 2404"
            })
    void aCallerIsToldWhatIsWrongWithItsWish(String streamId, int code) throws IOException {
        Peer caller = fixture.caller();
        caller.call(11, streamId);
        assertRefused(caller, code);
        assertThat(fixture.opened()).isEqualTo(1);
        fixture.awaitEnds(code == 2404 ? "origin route no_origin" : "client identify unsupported");
    }

    @Test
    void callersOfAnotherKindAreToldSo() throws IOException {
        Peer old = fixture.caller();
        int cookie = old.induct(11);
        old.send(Packets.handshake(0, 4, 2, 1, Packets.CONCLUSION, 11, cookie));
        assertRefused(old, 1008);
        Peer rendezvous = fixture.caller();
        rendezvous.send(Packets.handshake(0, 5, 0, 1, Packets.WAVEAHAND, 12, 0));
        assertRefused(rendezvous, 2501);
        fixture.awaitEnds("client identify unsupported");
    }

    @Test
    void theOriginsRejectionReachesTheCallerAlsoWhereItAsksAgain() throws IOException {
        fixture.register("first", fixture.origin.port());
        Peer caller = fixture.caller();
        byte[] conclusion = caller.call(11, SrtFixture.PUBLISH);
        fixture.origin.receive();
        fixture.origin.send(Packets.inductionReply(11, 5));
        fixture.origin.receive();
        fixture.origin.send(Packets.rejection(11, 2403));
        assertRefused(caller, 2403);
        caller.send(conclusion);
        assertRefused(caller, 2403);
        assertThat(fixture.opened()).isEqualTo(1);
        assertThat(fixture.origin.isQuietFor(300)).isTrue();
        fixture.awaitEnds("origin connect refused");
        assertThat(fixture.remembered()).isEqualTo(1);
        fixture.awaitNothing();
    }

    @Test
    void aSilentOriginIsFollowedByTheNext() throws IOException {
        try (Peer dead = Peer.origin()) {
            fixture.register("dead", dead.port());
            Peer caller = fixture.caller();
            caller.call(11, SrtFixture.PLAY);
            dead.receive();
            fixture.register("next", fixture.origin.port());
            fixture.origin.admit(1, 99);
            assertThat(Packets.socketId(caller.receive())).isEqualTo(99);
            dead.send(Packets.inductionReply(11, 1)); // too late
            caller.send(Packets.data(99, 1)).send(Packets.shutdown(99));
            assertThat(fixture.origin.receive()).isEqualTo(Packets.data(99, 1));
            assertThat(fixture.opened()).isEqualTo(1);
        }
        fixture.awaitEnds("client relay closed");
    }

    @Test
    void anOriginWithoutASocketIsGivenUpAtOnce() throws IOException {
        fixture.close();
        fixture = new SrtFixture(Map.of("PROXY_SRT_ORIGIN_TIMEOUT", "60s"));
        int gone;
        try (Peer closed = Peer.origin()) {
            gone = closed.port();
        }
        fixture.register("gone", gone);
        Peer caller = fixture.caller();
        caller.call(11, SrtFixture.PLAY);
        assertRefused(caller, 2502);
        fixture.awaitEnds("origin route unreachable");
    }

    @Test
    void aCallerWhoseOnlyOriginIsSilentIsToldThatTimeIsUp() throws IOException {
        fixture.register("dead", fixture.origin.port());
        Peer caller = fixture.caller();
        caller.call(11, SrtFixture.PLAY);
        assertRefused(caller, 1016);
        fixture.awaitEnds("origin route timeout");
    }

    @Test
    void anOriginThatHasSpokenIsNotFollowedByAnother() throws IOException {
        fixture.register("slow", fixture.origin.port());
        try (Peer other = Peer.origin()) {
            Peer caller = fixture.caller();
            caller.call(11, SrtFixture.PUBLISH);
            fixture.origin.receive();
            fixture.register("other", other.port());
            fixture.origin.send(Packets.inductionReply(11, 5));
            assertRefused(caller, 1016);
            assertThat(other.isQuietFor(100)).isTrue();
        }
        fixture.awaitEnds("origin connect timeout");
    }

    @Test
    void anOriginOfTheOldHandshakeIsNoneForNamedStreams() throws IOException {
        fixture.register("old", fixture.origin.port());
        Peer caller = fixture.caller();
        caller.call(11, SrtFixture.PUBLISH);
        fixture.origin.receive();
        fixture.origin.send(Packets.handshake(11, 4, 0, 1, Packets.INDUCTION, 0, 5));
        assertRefused(caller, 1008);
        fixture.awaitEnds("origin connect unsupported");
    }

    @Test
    void callersBeyondTheLimitOfHandshakesAreTurnedAway() throws IOException {
        fixture.close();
        fixture = new SrtFixture(Map.of("PROXY_SRT_ORIGIN_TIMEOUT", "60s", "PROXY_SRT_MAX_HANDSHAKES", "2"));
        fixture.register("slow", fixture.origin.port());
        Peer first = fixture.caller();
        first.call(11, SrtFixture.PLAY);
        fixture.caller().call(12, SrtFixture.PLAY);
        Peer third = fixture.caller();
        third.call(13, SrtFixture.PLAY);
        assertRefused(third, 1003);
        assertThat(fixture.dropped(DropReason.LIMIT)).isEqualTo(1);
        assertThat(fixture.opened()).isEqualTo(2);

        while (Packets.socketId(fixture.origin.receive()) != 11) {
            // the other one's
        }
        fixture.origin.send(Packets.rejection(11, 2403));
        assertRefused(first, 2403);
        fixture.caller().call(14, SrtFixture.PLAY);
        await().untilAsserted(() -> assertThat(fixture.opened()).isEqualTo(3));
        fixture.server().callers().forEach(here -> here.loop().execute(here::stop));
        fixture.awaitEnds("origin connect refused", "proxy connect drained", "proxy connect drained");
    }

    @Test
    void aCallerWithACookieCannotOpenMoreThanAFewHundredSocketsOfOnePort() throws IOException {
        fixture.close();
        fixture = new SrtFixture(Map.of("PROXY_SRT_ORIGIN_TIMEOUT", "60s"));
        fixture.register("slow", fixture.origin.port());
        Peer caller = fixture.caller();
        int cookie = caller.induct(1);
        for (int id = 1; id <= CallerAddress.MAX; id++) {
            caller.send(Packets.conclusion(id, id, cookie, SrtFixture.PLAY));
            int opened = id;
            await().pollInterval(Duration.ofMillis(1)).until(() -> fixture.opened() == opened);
        }
        caller.send(Packets.conclusion(CallerAddress.MAX + 1, 1, cookie, SrtFixture.PLAY));
        assertRefused(caller, 1003);
        assertThat(fixture.opened()).isEqualTo(CallerAddress.MAX);
        assertThat(fixture.remembered()).isEqualTo(1);
        fixture.server().callers().forEach(here -> here.loop().execute(here::stop));
    }

    @Test
    void aFloodOfForgedConclusionsLeavesNothingBehind() throws IOException {
        fixture.register("first", fixture.origin.port());
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            try (Peer forger = Peer.caller(fixture.address())) {
                forger.send(Packets.conclusion(i, i, random.nextInt(), SrtFixture.PUBLISH));
            }
        }
        await().untilAsserted(
                        () -> assertThat(fixture.dropped(DropReason.COOKIE)).isEqualTo(200));
        assertThat(fixture.opened()).isZero();
        assertThat(fixture.remembered()).isZero();
        assertThat(fixture.origin.isQuietFor(100)).isTrue();
    }

    @Test
    void aCookieOfAnotherPortIsWorthNothing() throws IOException {
        int cookie = fixture.caller().induct(11);
        fixture.caller().send(Packets.conclusion(11, 12, cookie, SrtFixture.PLAY));
        await().untilAsserted(
                        () -> assertThat(fixture.dropped(DropReason.COOKIE)).isEqualTo(1));
        assertThat(fixture.opened()).isZero();
    }

    @Test
    void packetsOfRandomBytesLeaveNothingBehind() throws IOException {
        Random random = new Random(2);
        Peer noise = fixture.caller();
        int cookie = noise.induct(11);
        byte[] valid = Packets.conclusion(11, 12, cookie, SrtFixture.PLAY);
        for (int i = 0; i < 2_000; i++) {
            byte[] packet = valid.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            noise.send(random.nextInt(8) == 0 ? new byte[random.nextInt(100)] : packet);
        }
        await().untilAsserted(() -> assertThat(fixture.proxy.sessions().open()).isEmpty());
    }
}
