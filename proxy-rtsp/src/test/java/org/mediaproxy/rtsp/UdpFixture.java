package org.mediaproxy.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mediaproxy.core.relay.DatagramDrop;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.rtsp.message.NumberRange;
import org.mediaproxy.rtsp.udp.UdpPorts;

/** A proxy with a range of ports, an origin whose part the test speaks, and connections between them. */
final class UdpFixture implements AutoCloseable {

    static final String URL = "rtsp://proxy.example.com/live/cam";

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    final NumberRange range;
    final ScriptedOrigin origin = new ScriptedOrigin();
    final TestProxy proxy;

    /** With that many pairs of ports, which are free now. */
    UdpFixture(int pairs, Map<String, String> settings) throws IOException {
        range = free(pairs);
        Map<String, String> all = new HashMap<>(Map.of(
                "PROXY_RTSP_SERVER", "127.0.0.1:0",
                "PROXY_ORIGIN_TIMEOUT", "5s",
                "PROXY_RTSP_UDP_PORTS", range.toString()));
        all.putAll(settings);
        proxy = new TestProxy(new RtspProtocol(), all);
        var registration = origin.registration("first");
        proxy.balancer().registered().put(registration.id(), registration);
    }

    private static NumberRange free(int pairs) throws IOException {
        for (int i = 0; i < 200; i++) {
            try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                int first = 10_000 + probe.getLocalPort() % 10_000 * 2;
                if (areFree(first, 2 * pairs)) {
                    return new NumberRange(first, first + 2 * pairs - 1);
                }
            }
        }
        throw new IOException("no free range of " + pairs + " pairs");
    }

    private static boolean areFree(int first, int count) {
        List<DatagramSocket> held = new ArrayList<>();
        try {
            for (int port = first; port < first + count; port++) {
                held.add(new DatagramSocket(port));
            }
            return true;
        } catch (IOException taken) {
            return false;
        } finally {
            held.forEach(DatagramSocket::close);
        }
    }

    /** A client on the loopback address. */
    RawConnection client() throws IOException {
        InetSocketAddress address = proxy.server().endpoints().get(0).address();
        return RawConnection.to(address);
    }

    /** A client whose stream is known, and the origin's end of it. */
    Talk talk() throws IOException {
        RawConnection client = client();
        client.send("DESCRIBE " + URL + " RTSP/1.0\r\nCSeq: 1\r\n\r\n");
        Talk talk = new Talk(client, origin.accept());
        talk.atOrigin().readHead();
        talk.answer("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n");
        return talk;
    }

    /** Both ends of one session. */
    record Talk(RawConnection client, RawConnection atOrigin) implements AutoCloseable {

        /** What the origin reads of what the client says. */
        String ask(String request) throws IOException {
            client.send(request);
            return atOrigin.readHead();
        }

        /** What the client reads of what the origin says. */
        String answer(String response) throws IOException {
            atOrigin.send(response);
            return client.readHead();
        }

        /** Sets a media up: what the proxy said to either side. */
        SetUp setUp(int cseq, String track, UdpPeer player, UdpPeer server) throws IOException {
            String asked = ask(setup(cseq, track, "RTP/AVP;unicast;client_port=" + player.ports()));
            NumberRange toOrigin = ports("client_port", asked);
            String told = answer(agreed(
                    cseq, "RTP/AVP;unicast;client_port=" + toOrigin + ";server_port=" + server.ports() + ";ssrc=1234"));
            return new SetUp(asked, told, ports("server_port", told), toOrigin);
        }

        @Override
        public void close() throws IOException {
            client.close();
            atOrigin.close();
        }
    }

    /**
     * A media that is set up.
     *
     * @param asked the SETUP as the origin saw it
     * @param told the answer as the client saw it
     * @param forClient where the client sends to
     * @param forOrigin where the origin sends to
     */
    record SetUp(String asked, String told, NumberRange forClient, NumberRange forOrigin) {}

    static String setup(int cseq, String track, String transport) {
        return "SETUP " + URL + track + " RTSP/1.0\r\nCSeq: " + cseq + "\r\nTransport: " + transport + "\r\n\r\n";
    }

    static String agreed(int cseq, String transport) {
        return "RTSP/1.0 200 OK\r\nCSeq: " + cseq + "\r\nTransport: " + transport + "\r\nSession: 7\r\n\r\n";
    }

    static String request(String method, int cseq) {
        return method + " " + URL + " RTSP/1.0\r\nCSeq: " + cseq + "\r\nSession: 7\r\n\r\n";
    }

    static String ok(int cseq) {
        return "RTSP/1.0 200 OK\r\nCSeq: " + cseq + "\r\nSession: 7\r\n\r\n";
    }

    static NumberRange ports(String name, String message) {
        Matcher matcher = Pattern.compile(name + "=([0-9]+-[0-9]+)").matcher(message);
        assertThat(matcher.find()).as(message).isTrue();
        return NumberRange.parse(matcher.group(1)).orElseThrow();
    }

    /** Pairs of ports held now. */
    long held() {
        return proxy.counters().sum(UdpPorts.IN_USE);
    }

    /** Datagrams of addresses that are not the peer's. */
    long strangers() {
        return proxy.counters()
                .counter(DatagramRelays.DROPPED, "protocol", "rtsp", "reason", DatagramDrop.STRANGER.label())
                .sum();
    }

    /** Waits until no port is held, and sees that each of them can be bound. */
    void awaitAllReleased() {
        await().atMost(DEADLINE).until(() -> held() == 0);
        await().atMost(DEADLINE).until(() -> areFree(range.first(), range.last() - range.first() + 1));
    }

    /** Waits until that many datagrams of strangers have come. */
    void awaitStrangers(long count) {
        await().atMost(DEADLINE).until(() -> strangers() == count);
    }

    /** Waits until one session has been and gone, for that reason. */
    void awaitEnd(String end) {
        await().atMost(DEADLINE).untilAsserted(() -> {
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

    @Override
    public void close() throws IOException {
        proxy.close();
        origin.close();
    }
}
