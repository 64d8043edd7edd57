package org.mediaproxy.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.testing.FakeLoadBalancer;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.ice.IceBindings;
import org.mediaproxy.rtc.ice.MediaSessions;

/** A proxy with an origin that has one UDP port and, where wanted, a TCP port. */
final class RtcFixture implements AutoCloseable {

    static final String PWD = "the-password-of-the-answer";

    static final StreamUrl STREAM = StreamUrl.ofKey("__defaultVhost__/live/cam");

    final IcePeer origin = new IcePeer();
    final TestProxy proxy;
    final IceBindings bindings;
    private final Origin registration;

    RtcFixture(Map<String, String> settings) throws IOException {
        this(settings, new FakeLoadBalancer(), 1);
    }

    RtcFixture(Map<String, String> settings, FakeLoadBalancer balancer, int tcpPort) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("PROXY_WEBRTC_SERVER", "127.0.0.1:0"));
        all.putAll(settings);
        proxy = new TestProxy(new RtcProtocol(), all, balancer);
        bindings = new IceBindings(balancer.affinity());
        registration = new Origin(
                "origin",
                "s",
                "1",
                "127.0.0.1",
                "",
                Map.of(OriginService.RTC, List.of("udp://" + origin.port(), "tcp://" + tcpPort)),
                Instant.EPOCH,
                false);
        balancer.registered().put(registration.id(), registration);
    }

    /** Where clients send media. */
    InetSocketAddress media() {
        return proxy.server().endpoints().get(0).address();
    }

    MediaSessions sessions() {
        return ((RtcServer) proxy.server()).media();
    }

    /** What the signalling of a player would have stored. */
    IceBinding bind(String username) {
        return bind(username, Optional.of(PWD), "/session/" + username);
    }

    IceBinding bind(String username, Optional<String> pwd, String session) {
        IceBinding binding = new IceBinding(
                STREAM, Optional.of(StreamRole.PLAY), username, pwd, Optional.of(registration.id()), session);
        assertThat(bindings.put(binding).toCompletableFuture().join()).isTrue();
        return binding;
    }

    /** Opens a session from the client's address; the origin's end of it is returned. */
    InetSocketAddress open(IcePeer client, String username) throws IOException {
        byte[] check = client.check(username, PWD, 1, true);
        client.send(media(), check);
        IcePeer.Received first = origin.receive();
        assertThat(first.bytes()).isEqualTo(check);
        byte[] answer = origin.answer(check, PWD, first.from(), 0);
        origin.send(first.from(), answer);
        assertThat(client.receive().bytes()).isEqualTo(answer);
        return first.from();
    }

    /** Datagrams dropped for a reason so far. */
    long dropped(String reason) {
        return proxy.counters()
                .counter(DatagramRelays.DROPPED, "protocol", "rtc", "reason", reason)
                .sum();
    }

    void awaitDropped(String reason, long count) {
        await().atMost(Duration.ofSeconds(5)).until(() -> dropped(reason) == count);
    }

    /** Waits until no session is open, and for the reasons of those that were. */
    void awaitEnds(String... ends) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(proxy.sessions().open()).isEmpty();
            assertThat(proxy.counters().snapshot().keySet().stream()
                            .filter(id -> id.name().equals(Sessions.ENDS))
                            .map(id -> String.join(
                                    " ",
                                    id.labels().get(3),
                                    id.labels().get(5),
                                    id.labels().get(7))))
                    .containsExactlyInAnyOrder(ends);
        });
    }

    @Override
    public void close() {
        proxy.close();
        origin.close();
    }
}
