package org.mediaproxy.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.testing.FakeLoadBalancer;
import org.mediaproxy.rtc.ice.IceBinding;

final class UdpMediaIT {

    private static final String USER = "answer:offer";

    /** First bytes: DTLS, RTP. */
    private static final String DTLS = "\u0016dtls";

    private static final String RTP = "\u0080rtp";

    private final RtcFixture rtc;
    private final IcePeer client = new IcePeer();

    UdpMediaIT() throws IOException {
        rtc = new RtcFixture(Map.of("PROXY_RTC_IDLE_TIMEOUT", "60s"));
    }

    @AfterEach
    void close() {
        client.close();
        rtc.close();
    }

    private Session session() {
        return rtc.proxy.sessions().open().iterator().next();
    }

    @Test
    void aProvedCheckOpensASessionThroughWhichMediaPassesBothWays() throws IOException {
        rtc.bind(USER);
        InetSocketAddress inside = rtc.open(client, USER);
        client.send(rtc.media(), DTLS);
        assertThat(rtc.origin.receive().text()).isEqualTo(DTLS);
        rtc.origin.send(inside, RTP + "1");
        assertThat(client.receive().text()).isEqualTo(RTP + "1");
        client.send(rtc.media(), RTP + "2");
        IcePeer.Received atOrigin = rtc.origin.receive();
        assertThat(atOrigin.text()).isEqualTo(RTP + "2");
        assertThat(atOrigin.from()).isEqualTo(inside);
        assertThat(session().stream()).isEqualTo(RtcFixture.STREAM);
        await().until(() -> session().received().get() > 0 && session().sent().get() > 0);
        rtc.sessions().ended(USER);
        rtc.awaitEnds("client relay closed");
        assertThat(rtc.proxy.sessions().open()).isEmpty();
    }

    @Test
    void nothingElseOpensOneAndNothingIsAnswered() throws IOException {
        rtc.bind(USER);
        client.send(rtc.media(), RTP);
        rtc.awaitDropped("stranger", 1);
        client.send(rtc.media(), DTLS);
        rtc.awaitDropped("stranger", 2);
        client.send(rtc.media(), "\0\1\0\0nonsense");
        rtc.awaitDropped("malformed", 1);
        client.send(rtc.media(), client.check("who:knows", RtcFixture.PWD, 1, true));
        rtc.awaitDropped("unknown_ufrag", 1);
        client.send(rtc.media(), client.check(USER, "a wrong password", 2, true));
        rtc.awaitDropped("bad_integrity", 1);
        assertThat(client.hearsNothing(100)).isTrue();
        assertThat(rtc.origin.hearsNothing(100)).isTrue();
        assertThat(rtc.proxy.sessions().open()).isEmpty();
    }

    @Test
    void aSecondAddressIsAnsweredWhereItAskedAndGetsTheMediaOnceItIsNominated() throws IOException {
        rtc.bind(USER);
        InetSocketAddress inside = rtc.open(client, USER);
        try (IcePeer moved = new IcePeer()) {
            byte[] check = moved.check(USER, RtcFixture.PWD, 99, false);
            moved.send(rtc.media(), check);
            assertThat(rtc.origin.receive().from()).isEqualTo(inside);
            byte[] answer = rtc.origin.answer(check, RtcFixture.PWD, inside, 0);
            rtc.origin.send(inside, answer);
            assertThat(moved.receive().bytes()).isEqualTo(answer);
            rtc.origin.send(inside, RTP + "old");
            assertThat(client.receive().text()).isEqualTo(RTP + "old");

            moved.send(rtc.media(), moved.check(USER, RtcFixture.PWD, 100, true));
            rtc.origin.receive();
            rtc.origin.send(inside, RTP + "new");
            assertThat(moved.receive().text()).isEqualTo(RTP + "new");

            client.send(rtc.media(), DTLS); // and back
            rtc.origin.receive();
            rtc.origin.send(inside, RTP + "back");
            assertThat(client.receive().text()).isEqualTo(RTP + "back");
        }
    }

    @Test
    void aCheckWithAnotherPasswordMovesNothing() throws IOException {
        rtc.bind(USER);
        InetSocketAddress inside = rtc.open(client, USER);
        try (IcePeer thief = new IcePeer()) {
            thief.send(rtc.media(), thief.check(USER, "guessed", 5, true));
            rtc.awaitDropped("bad_integrity", 1);
            thief.send(rtc.media(), DTLS);
            rtc.awaitDropped("stranger", 1);
            rtc.origin.send(inside, RTP);
            assertThat(client.receive().text()).isEqualTo(RTP);
            assertThat(thief.hearsNothing(100)).isTrue();
        }
    }

    @Test
    void ofMoreThanEightAddressesTheOldestUnusedOneGoes() throws IOException {
        rtc.bind(USER);
        rtc.open(client, USER);
        List<IcePeer> spares = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                IcePeer spare = new IcePeer();
                spares.add(spare);
                spare.send(rtc.media(), spare.check(USER, RtcFixture.PWD, 200 + i, false));
                rtc.origin.receive();
            }
            spares.get(0).send(rtc.media(), RTP);
            rtc.awaitDropped("stranger", 1);
            spares.get(1).send(rtc.media(), RTP);
            assertThat(rtc.origin.receive().text()).isEqualTo(RTP);
            client.send(rtc.media(), RTP + "first"); // in use when it was the oldest
            assertThat(rtc.origin.receive().text()).isEqualTo(RTP + "first");
        } finally {
            spares.forEach(IcePeer::close);
        }
    }

    @Test
    void aClientThatWasRestartedOnItsAddressGetsANewSessionOnceTheOldOneIsSilent() throws IOException {
        rtc.bind(USER);
        rtc.open(client, USER);
        rtc.bind("second:session");
        byte[] check = client.check("second:session", RtcFixture.PWD, 50, true);
        client.send(rtc.media(), check);
        rtc.awaitDropped("address_taken", 1);
        await().atMost(Duration.ofSeconds(9))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    client.send(rtc.media(), check);
                    return !rtc.origin.hearsNothing(200);
                });
        assertThat(rtc.proxy.sessions().open()).hasSize(2);
    }

    @Test
    void anIceRestartKeepsTheSession() throws IOException {
        IceBinding first = rtc.bind(USER);
        InetSocketAddress inside = rtc.open(client, USER);
        rtc.sessions().restarted(USER, rtc.bind("new:ufrags", Optional.of("another-password"), first.session()));
        try (IcePeer moved = new IcePeer()) {
            moved.send(rtc.media(), moved.check("new:ufrags", "another-password", 5, true));
            assertThat(rtc.origin.receive().from()).isEqualTo(inside);
            rtc.origin.send(inside, RTP);
            assertThat(moved.receive().text()).isEqualTo(RTP);
        }
        assertThat(rtc.proxy.sessions().open()).hasSize(1);
        rtc.sessions().ended("new:ufrags");
        rtc.awaitEnds("client relay closed");
    }

    @Test
    void anIceRestartThatWasMadeAtAnotherProxyKeepsTheSessionToo() throws IOException {
        IceBinding first = rtc.bind(USER);
        InetSocketAddress inside = rtc.open(client, USER);
        rtc.bind("new:ufrags", Optional.of("another-password"), first.session());
        client.send(rtc.media(), client.check("new:ufrags", "another-password", 5, true));
        assertThat(rtc.origin.receive().from()).isEqualTo(inside);
        assertThat(rtc.proxy.sessions().open()).hasSize(1);
    }

    @Test
    void whereTheGoProxyToldNoPasswordTheOriginsAnswerProvesAnAddress() throws IOException {
        rtc.bind(USER, Optional.empty(), "");
        byte[] check = client.check(USER, RtcFixture.PWD, 1, true);
        client.send(rtc.media(), check);
        IcePeer.Received first = rtc.origin.receive();
        client.send(rtc.media(), RTP);
        rtc.awaitDropped("stranger", 1); // not proved yet
        rtc.origin.send(first.from(), rtc.origin.answer(check, RtcFixture.PWD, first.from(), 401));
        rtc.origin.send(first.from(), RTP);
        assertThat(client.hearsNothing(200)).isTrue();
        byte[] right = client.check(USER, RtcFixture.PWD, 2, true);
        client.send(rtc.media(), right);
        rtc.origin.receive();
        byte[] answer = rtc.origin.answer(right, RtcFixture.PWD, first.from(), 0);
        rtc.origin.send(first.from(), answer);
        assertThat(client.receive().bytes()).isEqualTo(answer);
        client.send(rtc.media(), RTP + "now");
        assertThat(rtc.origin.receive().text()).isEqualTo(RTP + "now");
    }

    @Test
    void anOriginThatIsNotThereEndsTheSessionAndItsBinding() throws IOException {
        rtc.bind(USER);
        rtc.origin.close();
        client.send(rtc.media(), client.check(USER, RtcFixture.PWD, 1, true));
        client.send(rtc.media(), RTP);
        rtc.awaitEnds("origin relay unreachable");
        await().until(() -> rtc.bindings.find(USER).toCompletableFuture().join().isEmpty());
        client.send(rtc.media(), client.check(USER, RtcFixture.PWD, 2, true));
        rtc.awaitDropped("unknown_ufrag", 1);
    }

    @Test
    void aSilentClientIsForgotten() throws IOException {
        try (RtcFixture quick = new RtcFixture(Map.of("PROXY_RTC_IDLE_TIMEOUT", "500ms"))) {
            quick.bind(USER);
            InetSocketAddress inside = quick.open(client, USER);
            quick.origin.send(inside, RTP); // what the origin sends keeps nobody alive
            quick.awaitEnds("client relay timeout");
            client.send(quick.media(), RTP);
            quick.awaitDropped("stranger", 1);
        }
    }

    @Test
    void theOfferMayGoThroughOneProxyAndTheMediaThroughAnother() throws IOException {
        FakeLoadBalancer shared = new FakeLoadBalancer();
        try (RtcFixture signalled = new RtcFixture(Map.of(), shared, 1);
                RtcFixture other = new RtcFixture(Map.of(), shared, 1)) {
            signalled.bind(USER); // its registration is the later one's: both have the id "origin-s-1"
            byte[] check = client.check(USER, RtcFixture.PWD, 1, true);
            client.send(other.media(), check);
            assertThat(other.origin.receive().bytes()).isEqualTo(check);
            assertThat(signalled.proxy.sessions().open()).isEmpty();
            assertThat(other.proxy.sessions().open()).hasSize(1);
        }
    }

    @Test
    void aProxyThatDrainsOpensNoSessionAndKeepsThoseItHas() throws IOException {
        rtc.bind(USER);
        InetSocketAddress inside = rtc.open(client, USER);
        rtc.bind("late:comer");
        var drained = rtc.proxy.server().drain().toCompletableFuture();
        try (IcePeer late = new IcePeer()) {
            late.send(rtc.media(), late.check("late:comer", RtcFixture.PWD, 1, true));
            rtc.awaitDropped("draining", 1);
        }
        rtc.origin.send(inside, RTP);
        assertThat(client.receive().text()).isEqualTo(RTP);
        assertThat(drained).isNotDone();
        rtc.sessions().ended(USER);
        await().until(drained::isDone);
    }

    @Test
    void aSessionWhoseStreamHasMovedAwayIsNotOpenedAgainByTheClientsNextCheck() throws IOException {
        rtc.bind(USER);
        rtc.open(client, USER);
        rtc.proxy.sessions().open().forEach(session -> session.endSoon(Side.PROXY, Cause.REBOUND, "elsewhere"));
        rtc.awaitEnds("proxy relay rebound");
        await().until(() -> rtc.bindings.find(USER).toCompletableFuture().join().isEmpty());
        client.send(rtc.media(), client.check(USER, RtcFixture.PWD, 1, true));
        rtc.awaitDropped("unknown_ufrag", 1);
        assertThat(rtc.proxy.sessions().open()).isEmpty();
    }
}
