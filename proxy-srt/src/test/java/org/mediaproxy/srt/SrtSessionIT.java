package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.srt.CallerVerdict.DropReason;

/** What callers and origins see of a session that comes about, and how it ends. */
final class SrtSessionIT {

    private SrtFixture fixture;

    @BeforeEach
    void start() throws IOException {
        start(Map.of("PROXY_SRT_IDLE_TIMEOUT", "60s"));
    }

    private void start(Map<String, String> settings) throws IOException {
        fixture = new SrtFixture(settings);
        fixture.register("first", fixture.origin.port());
    }

    private void restart(Map<String, String> settings) throws IOException {
        fixture.close();
        start(settings);
    }

    @AfterEach
    void close() {
        fixture.awaitNothing();
        fixture.close();
    }

    @Test
    void aCallerIsToldToItsOriginAndThenPacketsPassBothWays() throws IOException {
        Peer caller = fixture.caller();
        byte[] said = caller.call(11, SrtFixture.PUBLISH);
        byte[] induction = fixture.origin.receive();
        assertThat(induction).hasSize(64);
        assertThat(Packets.socketId(induction)).isEqualTo(11);
        fixture.origin.send(Packets.inductionReply(11, 0xBEEF));
        byte[] conclusion = fixture.origin.receive();
        assertThat(conclusion).hasSameSizeAs(said);
        assertThat(Packets.cookie(conclusion)).isEqualTo(0xBEEF);
        assertThat(Packets.timestamp(conclusion)).isGreaterThanOrEqualTo(Packets.timestamp(said));
        byte[] answer = Packets.conclusionReply(11, 99);
        fixture.origin.send(answer);
        assertThat(caller.receive()).isEqualTo(answer);

        caller.send(Packets.data(99, 1)).send(Packets.data(99, 2));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.data(99, 1));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.data(99, 2));
        fixture.origin.send(Packets.data(11, 3));
        assertThat(caller.receive()).isEqualTo(Packets.data(11, 3));
        Session session = fixture.proxy.sessions().open().iterator().next();
        assertThat(session.role()).isEqualTo(StreamRole.PUBLISH);
        assertThat(session.stream()).hasToString("__defaultVhost__/live/cam");

        caller.send(Packets.shutdown(99));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.shutdown(99));
        fixture.awaitEnds("client relay closed");
    }

    @Test
    void sessionsShareTheOneSocketOfATransportThatCannotSharePorts() throws IOException {
        restart(Map.of("PROXY_TRANSPORT", "nio"));
        Peer first = fixture.connected(11, SrtFixture.PUBLISH, 99);
        Peer second = fixture.connected(12, SrtFixture.PLAY, 100);
        fixture.origin.send(Packets.data(12, 1));
        assertThat(second.receive()).isEqualTo(Packets.data(12, 1));
        first.send(Packets.data(99, 2)).send(Packets.shutdown(99));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.data(99, 2));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.shutdown(99));
        second.send(Packets.shutdown(100));
        fixture.awaitEnds("client relay closed", "client relay closed");
    }

    @Test
    void anOriginThatLeavesIsHeardByItsCaller() throws IOException {
        Peer caller = fixture.connected(11, SrtFixture.PLAY, 99);
        fixture.origin.send(Packets.data(11, 1)).send(Packets.shutdown(11));
        assertThat(caller.receive()).isEqualTo(Packets.data(11, 1));
        assertThat(caller.receive()).isEqualTo(Packets.shutdown(11));
        fixture.awaitEnds("origin relay closed");
    }

    @Test
    void anOriginThatMissesAPacketIsToldAgain() throws IOException {
        Peer caller = fixture.caller();
        caller.call(11, SrtFixture.PLAY);
        byte[] induction = fixture.origin.receive();
        assertThat(fixture.origin.receive()).isEqualTo(induction);
        fixture.origin.send(Packets.inductionReply(11, 5));
        byte[] conclusion = fixture.origin.receive();
        byte[] again = fixture.origin.receive();
        assertThat(Packets.cookie(again)).isEqualTo(5);
        assertThat(Packets.timestamp(again) - Packets.timestamp(conclusion)).isBetween(150_000, 2_000_000);
        byte[] answer = Packets.conclusionReply(11, 99);
        fixture.origin.send(answer).send(answer).send(Packets.data(11, 1));
        assertThat(caller.receive()).isEqualTo(answer);
        assertThat(caller.receive()).as("not the answer again").isEqualTo(Packets.data(11, 1));
        caller.send(Packets.shutdown(99));
        fixture.awaitEnds("client relay closed");
    }

    @Test
    void aRepeatedConclusionIsNoNewSessionAndGetsTheStoredAnswer() throws IOException {
        Peer caller = fixture.caller();
        byte[] conclusion = caller.call(11, SrtFixture.PLAY);
        caller.send(conclusion).send(conclusion);
        fixture.origin.admit(1, 99);
        byte[] answer = caller.receive();
        caller.send(conclusion);
        byte[] again = caller.receive();
        assertThat(Packets.socketId(again)).isEqualTo(99);
        assertThat(Packets.timestamp(again)).isGreaterThan(Packets.timestamp(answer));
        assertThat(fixture.opened()).isEqualTo(1);
        caller.send(Packets.shutdown(99));
        fixture.awaitEnds("client relay closed");
    }

    @Test
    void severalSocketsOfOnePortHaveSessionsOfTheirOwn() throws IOException {
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        caller.call(12, SrtFixture.PLAY);
        var first = fixture.origin.other();
        fixture.origin.admit(1, 100);
        var second = fixture.origin.other();
        assertThat(second).isNotEqualTo(first);
        assertThat(Packets.socketId(caller.receive())).isEqualTo(100);
        assertThat(fixture.proxy.sessions().open()).hasSize(2);

        assertArrives(caller, 100, second);
        assertArrives(caller, 99, first);
        fixture.origin.send(Packets.data(11, 8)); // along the first's way
        assertThat(caller.receive()).isEqualTo(Packets.data(11, 8));

        caller.send(Packets.shutdown(99));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.shutdown(99));
        assertArrives(caller, 100, second);
        assertThat(fixture.proxy.sessions().open()).hasSize(1);
        caller.send(Packets.shutdown(100));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.shutdown(100));
        fixture.awaitEnds("client relay closed", "client relay closed");
    }

    private void assertArrives(Peer caller, int originId, Object along) throws IOException {
        caller.send(Packets.data(originId, 5));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.data(originId, 5));
        assertThat(fixture.origin.other()).isEqualTo(along);
    }

    @Test
    void theSecondSocketOfAPortMayLeaveFirst() throws IOException {
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        caller.call(12, SrtFixture.PLAY);
        fixture.origin.admit(1, 100);
        caller.receive();
        caller.send(Packets.shutdown(100));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.shutdown(100));
        caller.send(Packets.data(99, 1));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.data(99, 1));
        caller.send(Packets.shutdown(99));
        fixture.awaitEnds("client relay closed", "client relay closed");
    }

    @Test
    void aRestartedCallerOnTheSamePortIsServedAtOnce() throws IOException {
        restart(Map.of("PROXY_SRT_IDLE_TIMEOUT", "1s"));
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        caller.call(12, SrtFixture.PUBLISH);
        fixture.origin.admit(1, 100);
        assertThat(Packets.socketId(caller.receive())).isEqualTo(100);
        caller.send(Packets.data(100, 1));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.data(100, 1));
        caller.send(Packets.shutdown(100));
        fixture.awaitEnds("client relay closed", "client relay timeout");
    }

    @Test
    void aCallerThatBeginsAnewUnderTheSameSocketIdTakesThePlaceOfItsOld() throws IOException {
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        int cookie = caller.induct(11);
        caller.send(Packets.conclusion(11, 4711, cookie, SrtFixture.PUBLISH));
        assertThat(Packets.isShutdown(fixture.origin.receive())).isTrue();
        assertThat(Packets.isShutdown(caller.receive())).isTrue();
        fixture.origin.admit(1, 100);
        assertThat(Packets.socketId(caller.receive())).isEqualTo(100);
        caller.send(Packets.shutdown(100));
        fixture.awaitEnds("client relay closed", "client relay closed");
    }

    @Test
    void aSilentCallerIsForgottenAndItsOriginIsTold() throws IOException {
        restart(Map.of("PROXY_SRT_IDLE_TIMEOUT", "600ms"));
        Peer caller = fixture.connected(11, SrtFixture.PLAY, 99);
        byte[] end = fixture.origin.receive();
        while (!Packets.isShutdown(end)) {
            end = fixture.origin.receive();
        }
        assertThat(Packets.destination(end)).isEqualTo(99);
        assertThat(Packets.isShutdown(caller.receive())).isTrue();
        assertThat(fixture.ends()).hasSize(1);
        assertThat(fixture.ends().get(0)).endsWith("relay timeout");
    }

    @Test
    void aSilentOriginIsFoundOutThoughItsCallerSpeaks() throws Exception {
        restart(Map.of("PROXY_SRT_IDLE_TIMEOUT", "600ms"));
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        while (caller.isQuietFor(50)) {
            caller.send(Packets.data(99, 1));
        }
        fixture.awaitEnds("origin relay timeout");
    }

    @Test
    void whoSpeaksBothWaysStaysBeyondTheTimeOfSilence() throws IOException {
        restart(Map.of("PROXY_SRT_IDLE_TIMEOUT", "500ms"));
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        long until = System.nanoTime() + 1_500_000_000L;
        while (System.nanoTime() < until) {
            caller.send(Packets.data(99, 1));
            assertThat(fixture.origin.receive()).isEqualTo(Packets.data(99, 1));
            fixture.origin.send(Packets.data(11, 2));
            assertThat(caller.receive()).isEqualTo(Packets.data(11, 2));
        }
        caller.send(Packets.shutdown(99));
        fixture.awaitEnds("client relay closed");
    }

    @Test
    void anOriginWhoseSocketIsGoneEndsTheSession() throws IOException {
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        fixture.origin.close();
        caller.send(Packets.data(99, 1));
        assertThat(Packets.isShutdown(caller.receive())).isTrue();
        fixture.awaitEnds("origin relay reset");
    }

    @Test
    void aStopDrainsFirstAndThenTellsBothSides() throws IOException {
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        var drained = fixture.proxy.server().drain().toCompletableFuture();
        Peer late = fixture.caller();
        late.call(12, SrtFixture.PLAY);
        assertThat(Packets.type(late.receive())).isEqualTo(2503);
        caller.send(Packets.data(99, 1));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.data(99, 1));
        assertThat(drained).isNotDone();
        fixture.server().callers().forEach(here -> here.loop().execute(here::stop));
        assertThat(Packets.isShutdown(fixture.origin.receive())).isTrue();
        assertThat(Packets.isShutdown(caller.receive())).isTrue();
        fixture.awaitEnds("proxy relay drained");
        await().until(drained::isDone);
    }

    @Test
    void bothSidesAreToldWhenTheStreamHasMovedAway() throws IOException {
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        fixture.proxy.sessions().open().forEach(session -> session.endSoon(Side.PROXY, Cause.REBOUND, "elsewhere"));
        assertThat(Packets.isShutdown(fixture.origin.receive())).isTrue();
        assertThat(Packets.isShutdown(caller.receive())).isTrue();
        fixture.awaitEnds("proxy relay rebound");
    }

    @Test
    void packetsOfNobodyAreDroppedAndCounted() throws IOException {
        Peer caller = fixture.connected(11, SrtFixture.PUBLISH, 99);
        caller.send(Packets.data(98, 1)).send(Packets.shutdown(98)).send(new byte[7]);
        caller.send(Packets.data(99, 2));
        assertThat(fixture.origin.receive()).isEqualTo(Packets.data(99, 2));
        fixture.caller().send(Packets.data(99, 1)).send(Packets.shutdown(99)).send(new byte[7]);
        await().untilAsserted(() -> {
            assertThat(fixture.dropped(DropReason.STRAY)).isEqualTo(4);
            assertThat(fixture.dropped(DropReason.MALFORMED)).isEqualTo(2);
        });
        fixture.origin.send(Packets.shutdown(12)).send(new byte[7]).send(Packets.data(11, 1));
        assertThat(caller.receive())
                .as("a shutdown for another socket is not the end")
                .isEqualTo(Packets.data(11, 1));
        caller.send(Packets.shutdown(99));
        fixture.awaitEnds("client relay closed");
    }
}
