package org.mediaproxy.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;

final class RtspSessionIT {

    private static final String URL = "rtsp://proxy.example.com/live/cam";
    private static final String DESCRIBE =
            "DESCRIBE " + URL + " RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\nX-Odd:   kept  \r\n\r\n";
    private static final String DESCRIBED = "RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 5\r\n\r\nv=0\r\n";
    private static final String SETUP = setup("RTP/AVP/TCP;unicast;interleaved=0-1");
    private static final String SET_UP =
            "RTSP/1.0 200 OK\r\nCSeq: 3\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 7\r\n\r\n";

    private final ScriptedOrigin origin = origin();
    private final TestProxy proxy = new TestProxy(
            new RtspProtocol(),
            Map.of(
                    "PROXY_RTSP_SERVER", "127.0.0.1:0",
                    "PROXY_ORIGIN_TIMEOUT", "500ms",
                    "PROXY_RTSP_IDENTIFY_TIMEOUT", "5s"));

    private static ScriptedOrigin origin() {
        try {
            return new ScriptedOrigin();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String setup(String transport) {
        return "SETUP " + URL + "/trackID=0 RTSP/1.0\r\nCSeq: 3\r\nTransport: " + transport + "\r\n\r\n";
    }

    @BeforeEach
    void register() {
        register(origin.registration("first"));
    }

    private void register(Origin registration) {
        proxy.balancer().registered().put(registration.id(), registration);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        origin.close();
    }

    private RawConnection client() throws IOException {
        return RawConnection.to(proxy.server().endpoints().get(0).address());
    }

    @Test
    void aPlayerSpeaksToItsOriginWordForWordAndThenBytesAreRelayed() throws IOException {
        try (RawConnection client = client()) {
            client.send("OPTIONS " + URL + " RTSP/1.0\r\nCSeq: 1\r\n\r\n");
            assertThat(client.readHead())
                    .startsWith("RTSP/1.0 200 OK\r\nCSeq: 1\r\n")
                    .contains("ANNOUNCE");
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                assertThat(player.read(DESCRIBE.length())).isEqualTo(DESCRIBE);
                player.send(DESCRIBED);
                assertThat(client.read(DESCRIBED.length())).isEqualTo(DESCRIBED);
                setUp(client, player, SETUP);
                String media = "$\0\0\4abcd";
                player.send(media + media);
                assertThat(client.read(2 * media.length())).isEqualTo(media + media);
                client.send("anything at all");
                assertThat(player.read(15)).isEqualTo("anything at all");
            }
            assertThat(client.readAll()).isEmpty();
        }
        awaitEnd("origin relay closed");
    }

    private static void setUp(RawConnection client, RawConnection atOrigin, String expected) throws IOException {
        client.send(SETUP);
        assertThat(atOrigin.read(expected.length())).isEqualTo(expected);
        atOrigin.send(SET_UP);
        assertThat(client.read(SET_UP.length())).isEqualTo(SET_UP);
    }

    @Test
    void aPublisherHoldsItsStreamOnceItIsSetUp() throws IOException {
        String announce = "ANNOUNCE " + URL + " RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 4\r\n\r\n";
        try (RawConnection client = client()) {
            client.send(announce);
            client.send("v=0\n");
            try (RawConnection publisher = origin.accept()) {
                assertThat(publisher.read(announce.length() + 4)).isEqualTo(announce + "v=0\n");
                publisher.send("RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n");
                client.readHead();
                setUp(client, publisher, SETUP);
                Session session = proxy.sessions().open().iterator().next();
                assertThat(session.role()).isEqualTo(StreamRole.PUBLISH);
                assertThat(session.stream()).hasToString("__defaultVhost__/live/cam");
                client.send("$\0\0\1x");
                assertThat(publisher.read(5)).isEqualTo("$\0\0\1x");
            }
        }
    }

    @Test
    void whatFollowsASetupInTheSameReadIsRelayedToo() throws IOException {
        String play = "PLAY " + URL + " RTSP/1.0\r\nCSeq: 4\r\n\r\n";
        String half = "OPTIONS " + URL + " RT";
        try (RawConnection client = client()) {
            client.send(DESCRIBE + SETUP + play + half);
            try (RawConnection player = origin.accept()) {
                assertThat(player.read(DESCRIBE.length())).isEqualTo(DESCRIBE);
                player.send(DESCRIBED);
                assertThat(player.read(SETUP.length() + play.length())).isEqualTo(SETUP + play);
                String media = "$\0\0\4abcd$\0\0";
                player.send(SET_UP + "RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n" + media);
                String all = DESCRIBED + SET_UP + "RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n" + media;
                assertThat(client.read(all.length())).isEqualTo(all);
                assertThat(player.read(half.length())).isEqualTo(half);
            }
        }
    }

    @Test
    void aTransportToManyIsRefusedAndTheSecondTryPasses() throws IOException {
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                player.read(DESCRIBE.length());
                player.send(DESCRIBED);
                client.read(DESCRIBED.length());
                client.send(setup("RTP/AVP;multicast;port=40000-40001;ttl=16"));
                assertThat(client.readHead()).isEqualTo("RTSP/1.0 461 Unsupported Transport\r\nCSeq: 3\r\n\r\n");
                setUp(client, player, SETUP);
            }
        }
    }

    @Test
    void ofSeveralTransportsTheOriginSeesThoseThatTheProxyCanPassOn() throws IOException {
        try (RawConnection client = client()) {
            client.send(setup("RTP/AVP;multicast,RTP/AVP/TCP;interleaved=0-1"));
            try (RawConnection player = origin.accept()) {
                String expected = setup("RTP/AVP/TCP;interleaved=0-1");
                assertThat(player.read(expected.length())).isEqualTo(expected);
            }
        }
    }

    @Test
    void anOriginsRefusalAndTheSecondTryWithAPasswordPass() throws IOException {
        String no = "RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n\r\n";
        String again = DESCRIBE.replace("X-Odd", "Authorization: Digest x\r\nX-Odd");
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                player.read(DESCRIBE.length());
                player.send(no);
                assertThat(client.read(no.length())).isEqualTo(no);
                client.send(again);
                assertThat(player.read(again.length())).isEqualTo(again);
                player.send(DESCRIBED);
                assertThat(client.read(DESCRIBED.length())).isEqualTo(DESCRIBED);
            }
            assertThat(client.readAll()).isEmpty();
        }
        awaitEnd("origin connect closed");
    }

    @Test
    void anOriginThatClosesBeforeItsFirstWordIsFollowedByTheNext() throws IOException {
        try (ScriptedOrigin second = new ScriptedOrigin();
                RawConnection client = client()) {
            register(second.registration("second"));
            client.send(DESCRIBE);
            boolean first = isFirstPicked();
            try (RawConnection player = (first ? origin : second).accept()) {
                assertThat(player.read(DESCRIBE.length())).isEqualTo(DESCRIBE);
            }
            try (RawConnection player = (first ? second : origin).accept()) {
                assertThat(player.read(DESCRIBE.length())).isEqualTo(DESCRIBE);
                player.send(DESCRIBED);
                assertThat(client.read(DESCRIBED.length())).isEqualTo(DESCRIBED);
            }
        }
    }

    /** Whether a new stream went to the first origin. */
    private boolean isFirstPicked() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> proxy.sessions().open().stream().anyMatch(open -> open.origin() != null));
        Session session = proxy.sessions().open().iterator().next();
        return String.valueOf(session.origin()).contains("first");
    }

    @Test
    void aSilentOriginIsGivenUpAndTheClientIsTold() throws IOException {
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                player.read(DESCRIBE.length());
                assertThat(client.readAll()).startsWith("RTSP/1.0 504 Gateway Timeout\r\nCSeq: 2\r\n");
            }
        }
    }

    @Test
    void anOriginThatLeavesWithoutAnAnswerIsReported() throws IOException {
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                player.read(DESCRIBE.length());
                player.send(DESCRIBED);
                client.read(DESCRIBED.length());
                client.send(SETUP);
                player.read(SETUP.length());
            }
            assertThat(client.readAll()).isEqualTo("RTSP/1.0 502 Bad Gateway\r\nCSeq: 3\r\n\r\n");
        }
        awaitEnd("origin connect refused");
    }

    @Test
    void originsWithoutRtspAreNeverPicked() throws IOException {
        proxy.balancer().registered().clear();
        register(ScriptedOrigin.registration("other", Map.of(OriginService.RTMP, List.of("1935"))));
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            assertThat(client.readAll()).isEqualTo("RTSP/1.0 503 Service Unavailable\r\nCSeq: 2\r\n\r\n");
        }
    }

    @Test
    void aStreamThatIsBoundToAnOriginWithoutRtspIsNotFoundAndStaysWhereItIs() throws Exception {
        Origin other = ScriptedOrigin.registration("other", Map.of(OriginService.RTMP, List.of("1935")));
        register(other);
        AffinityKey key = new AffinityKey("stream", "__defaultVhost__/live/cam");
        proxy.balancer().affinity().bindIfAbsent(key, other.id().text(), Duration.ofMinutes(1));
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            assertThat(client.readAll()).isEqualTo("RTSP/1.0 404 Not Found\r\nCSeq: 2\r\n\r\n");
        }
        awaitEnd("origin route unsupported");
        assertThat(proxy.balancer().affinity().find(key).toCompletableFuture().get())
                .contains(other.id().text());
    }

    @Test
    void aHeadWithoutEndIsRefusedBeforeAndAfterAStreamIsNamed() throws IOException {
        String endless = "DESCRIBE " + URL + " RTSP/1.0\r\nX-Long: " + "x".repeat(17 * 1024);
        try (RawConnection client = client()) {
            client.send(endless);
            assertThat(client.readAll()).isEqualTo("RTSP/1.0 400 Bad Request\r\n\r\n");
        }
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                player.read(DESCRIBE.length());
                player.send(DESCRIBED);
                client.read(DESCRIBED.length());
                client.send(endless);
                assertThat(client.readAll()).isEqualTo("RTSP/1.0 400 Bad Request\r\n\r\n");
                assertThat(player.readAll()).isEmpty();
            }
        }
    }

    @Test
    void anOriginsHeadWithoutEndIsItsFailure() throws IOException {
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                player.read(DESCRIBE.length());
                player.send(DESCRIBED + "RTSP/1.0 200 OK\r\n" + "X-Long: x\r\n".repeat(2_000));
                assertThat(client.readAll()).isEqualTo(DESCRIBED + "RTSP/1.0 502 Bad Gateway\r\n\r\n");
            }
        }
        awaitEnd("origin connect malformed");
    }

    @Test
    void aUrlWithoutAStreamIsNotFound() throws IOException {
        try (RawConnection client = client()) {
            client.send("DESCRIBE rtsp://proxy.example.com/ RTSP/1.0\r\nCSeq: 9\r\n\r\n");
            assertThat(client.readAll()).isEqualTo("RTSP/1.0 404 Not Found\r\nCSeq: 9\r\n\r\n");
        }
        awaitEnd("client identify unsupported");
    }

    @Test
    void otherMethodsBeforeAStreamIsNamedAreRefusedAndTheClientGoesOn() throws IOException {
        try (RawConnection client = client()) {
            client.send("PLAY " + URL + " RTSP/1.0\r\nCSeq: 1\r\n\r\n");
            assertThat(client.readHead()).startsWith("RTSP/1.0 455 ");
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                assertThat(player.read(DESCRIBE.length())).isEqualTo(DESCRIBE);
            }
        }
    }

    @Test
    void whatIsNoRtspIsAnsweredOnceAndClosed() throws IOException {
        try (RawConnection client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAll()).isEqualTo("RTSP/1.0 400 Bad Request\r\n\r\n");
        }
        awaitEnd("client identify malformed");
    }

    @Test
    void mediaBeforeASetupIsAnsweredEndsTheSessionAndNeverReachesTheOrigin() throws IOException {
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                player.read(DESCRIBE.length());
                player.send(DESCRIBED);
                client.read(DESCRIBED.length());
                client.send("$\0\0\4abcd");
                assertThat(client.readAll()).isEqualTo("RTSP/1.0 400 Bad Request\r\n\r\n");
                assertThat(player.readAll()).isEmpty();
            }
        }
        awaitEnd("client connect malformed");
    }

    @Test
    void anOriginThatAgreesToUdpUnaskedEndsTheSession() throws IOException {
        try (RawConnection client = client()) {
            client.send(SETUP);
            try (RawConnection player = origin.accept()) {
                player.read(SETUP.length());
                player.send(SET_UP.replace("RTP/AVP/TCP", "RTP/AVP"));
                assertThat(client.readAll()).startsWith("RTSP/1.0 502 ");
            }
        }
        awaitEnd("origin connect malformed");
    }

    @Test
    void aClientThatLeavesWhileAnOriginIsAskedLeavesNothingBehind() throws IOException {
        try (RawConnection client = client()) {
            client.send(DESCRIBE);
            try (RawConnection player = origin.accept()) {
                player.read(DESCRIBE.length());
                client.close();
                assertThat(player.readAll()).isEmpty();
            }
        }
        awaitEnd("client connect closed");
    }

    @Test
    void aFloodOfRequestsWithoutAStreamEnds() throws IOException {
        try (RawConnection client = client()) {
            client.send("OPTIONS * RTSP/1.0\r\n\r\n".repeat(33));
            assertThat(client.readAll()).endsWith("RTSP/1.0 400 Bad Request\r\n\r\n");
        }
    }

    /** Waits until one session has been and gone, for that reason. */
    private void awaitEnd(String end) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(proxy.sessions().open()).isEmpty();
            assertThat(proxy.counters().snapshot().keySet().stream()
                            .filter(id -> id.name().equals(Sessions.ENDS))
                            .map(id -> String.join(
                                    " ",
                                    id.labels().get(3),
                                    id.labels().get(5),
                                    id.labels().get(7))))
                    .containsExactly(end);
        });
    }
}
