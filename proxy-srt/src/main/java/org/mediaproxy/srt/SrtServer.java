package org.mediaproxy.srt;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramPort;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;

/** The SRT listener from start to close, and what its event loops share. */
final class SrtServer implements ProtocolServer {

    private final ProxyContext context;
    private final SrtSettings settings;
    private final SrtLimits limits;
    private final DropCounters drops;
    private final DatagramRelays relays;
    private final Map<EventLoop, SrtCallers> callers = new ConcurrentHashMap<>();
    private volatile @Nullable SynCookie cookies;
    private volatile boolean draining;
    private @Nullable DatagramPort port;

    SrtServer(ProxyContext context, SrtSettings settings) {
        this.context = context;
        this.settings = settings;
        int connections = context.transport().settings().maxConnections();
        limits = new SrtLimits(
                settings.maxHandshakes(), settings.maxSessions() == 0 ? connections : settings.maxSessions());
        drops = new DropCounters(context.counters());
        relays = new DatagramRelays(context.transport(), context.counters(), SrtProtocol.NAME, settings.idleTimeout());
    }

    ProxyContext context() {
        return context;
    }

    SrtSettings settings() {
        return settings;
    }

    SrtLimits limits() {
        return limits;
    }

    DropCounters drops() {
        return drops;
    }

    DatagramRelays relays() {
        return relays;
    }

    /** Whether new callers are turned away. */
    boolean isDraining() {
        return draining;
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        // A process that takes over knows the cookies that this one gave out.
        cookies = new SynCookie(context.key("srtcookie", SipHash.KEY_LENGTH), InstantSource.system());
        port = relays.listen(settings.listen(), this::stranger);
        return CompletableFuture.completedFuture(null);
    }

    private void stranger(DatagramPort at, Channel socket, DatagramPacket packet) {
        SrtCallers here = callers.get(socket.eventLoop());
        if (here == null) {
            CallerCheck check = new CallerCheck(Objects.requireNonNull(cookies), context.streams(), socket.alloc());
            here = new SrtCallers(this, at, socket, check);
            callers.put(socket.eventLoop(), here);
        }
        here.stranger(packet.sender(), packet.content());
    }

    /** The tables of the event loops that have been called. */
    Collection<SrtCallers> callers() {
        return callers.values();
    }

    /** Client addresses that belong to a relay now. */
    int clients() {
        DatagramPort bound = port;
        return bound == null ? 0 : bound.clients();
    }

    /** The sockets stay: sessions go on through them. */
    @Override
    public CompletionStage<@Nullable Void> drain() {
        draining = true;
        return context.sessions().whenNone(SrtProtocol.NAME);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        draining = true;
        DatagramPort bound = port;
        if (bound == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<?>[] stopped = callers.values().stream()
                .map(here -> CompletableFuture.runAsync(here::stop, here.loop()))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(stopped).whenComplete((none, error) -> bound.close());
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        DatagramPort bound = port;
        return bound == null ? List.of() : List.of(new BoundEndpoint(SrtProtocol.NAME, "srt", bound.address()));
    }
}
