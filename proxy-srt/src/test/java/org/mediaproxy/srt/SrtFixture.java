package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.srt.CallerVerdict.DropReason;

/** SRT alone in a proxy on loopback, an origin, and callers, whose parts the test speaks. */
final class SrtFixture implements AutoCloseable {

    static final String PUBLISH = "#!::r=live/cam,m=publish";
    static final String PLAY = "#!::r=live/cam,m=request";

    final Peer origin = Peer.origin();
    final TestProxy proxy;
    private final List<Peer> callers = new ArrayList<>();

    SrtFixture(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("PROXY_SRT_SERVER", "127.0.0.1:0"));
        all.putAll(settings);
        proxy = new TestProxy(new SrtProtocol(), all);
    }

    void register(String name, int port) {
        Origin registration = new Origin(
                name,
                "a",
                "1",
                "127.0.0.1",
                "",
                Map.of(OriginService.SRT, List.of(Integer.toString(port))),
                Instant.EPOCH,
                false);
        proxy.balancer().registered().put(registration.id(), registration);
    }

    InetSocketAddress address() {
        return proxy.server().endpoints().get(0).address();
    }

    /** A caller on a port of its own, closed with this. */
    Peer caller() throws IOException {
        Peer caller = Peer.caller(address());
        callers.add(caller);
        return caller;
    }

    /** A caller whom the origin has taken in. */
    Peer connected(int socketId, String streamId, int originId) throws IOException {
        Peer caller = caller();
        caller.call(socketId, streamId);
        origin.admit(0xC00C1E, originId);
        assertThat(Packets.socketId(caller.receive())).isEqualTo(originId);
        return caller;
    }

    SrtServer server() {
        return (SrtServer) proxy.server();
    }

    long dropped(DropReason reason) {
        return proxy.counters()
                .counter(
                        DatagramRelays.DROPPED,
                        "protocol",
                        "srt",
                        "reason",
                        reason.name().toLowerCase(Locale.ROOT))
                .sum();
    }

    long opened() {
        return proxy.counters().sum(Sessions.OPENED);
    }

    /** The ends of all sessions so far: side, phase and cause. */
    List<String> ends() {
        List<String> ends = new ArrayList<>();
        for (Map.Entry<CounterId, Long> entry : proxy.counters().snapshot().entrySet()) {
            List<String> labels = entry.getKey().labels();
            for (long i = 0; entry.getKey().name().equals(Sessions.ENDS) && i < entry.getValue(); i++) {
                ends.add(String.join(" ", labels.get(3), labels.get(5), labels.get(7)));
            }
        }
        return ends;
    }

    /** Waits until all sessions are gone, for these reasons. */
    void awaitEnds(String... expected) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(ends()).containsExactlyInAnyOrder(expected);
            assertThat(proxy.sessions().open()).isEmpty();
        });
    }

    /** Addresses that any event loop knows. */
    int remembered() {
        return server().callers().stream()
                .mapToInt(here ->
                        CompletableFuture.supplyAsync(here::size, here.loop()).join())
                .sum();
    }

    /** Waits until nothing is left of any caller. */
    void awaitNothing() {
        awaitNoSession();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(remembered()).isZero());
    }

    /** Waits until nothing is left of any caller but the answer to one that was refused. */
    void awaitNoSession() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(proxy.sessions().open()).isEmpty();
            assertThat(server().limits().handshakes()).isZero();
            assertThat(server().limits().sessions()).isZero();
            assertThat(server().clients()).isZero();
        });
    }

    @Override
    public void close() {
        proxy.close();
        origin.close();
        callers.forEach(Peer::close);
    }
}
