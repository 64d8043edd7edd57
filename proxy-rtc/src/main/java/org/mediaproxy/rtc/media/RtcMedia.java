package org.mediaproxy.rtc.media;

import io.netty.channel.Channel;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.relay.DatagramPort;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.transport.Pulse;
import org.mediaproxy.core.transport.TcpListener;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.ice.IceBindings;
import org.mediaproxy.rtc.ice.MediaSessions;

/** The media port from start to close: UDP and TCP of the same number, and the sessions behind them. */
public final class RtcMedia implements MediaSessions {

    /** How often for one of both transports a port is taken that the other cannot have, before that is an error. */
    private static final int PORT_TRIES = 10;

    private final MediaContext media;
    private final HostPort listen;
    private final String protocol;
    private final Map<Channel, TcpMedia> connections = new ConcurrentHashMap<>();
    private @Nullable DatagramPort udp;
    private @Nullable TcpListener tcp;
    private @Nullable Future<?> refreshing;

    /**
     * The media half of one server.
     *
     * @param protocol the word in metric labels and logs
     * @param listen where packets come in
     * @param idle how long a client may be silent before its session ends
     */
    public RtcMedia(ProxyContext context, String protocol, HostPort listen, Duration idle, IceBindings bindings) {
        this.media = new MediaContext(context, protocol, idle, bindings);
        this.protocol = protocol;
        this.listen = listen;
    }

    /** Binds both; blocks. On the starting thread. */
    public void start() {
        for (int tries = 1; tcp == null; tries++) {
            DatagramPort packets = media.relays().listen(listen, media.admission());
            udp = packets;
            HostPort same = new HostPort(listen.host(), packets.address().getPort());
            try {
                tcp = media.proxy().transport().listen(same, this::accept);
            } catch (UncheckedIOException e) {
                packets.close();
                if (listen.port() != 0 || tries == PORT_TRIES) {
                    throw e;
                }
            }
        }
        refreshing = Pulse.every(
                IceBindings.TTL.dividedBy(3), media.proxy().transport().nextLoop(), this::keepBindings);
    }

    private void accept(Channel channel, InetSocketAddress client) {
        TcpMedia connection = new TcpMedia(media, channel, client);
        connections.put(channel, connection);
        channel.closeFuture().addListener(closed -> connections.remove(channel));
        connection.begin();
    }

    /** What the proxies know of a session lives as long as it does. */
    private void keepBindings() {
        media.sessions().usernames().forEach(media.bindings()::touch);
        for (TcpMedia connection : connections.values()) {
            if (!connection.username().isEmpty()) {
                media.bindings().touch(connection.username());
            }
        }
    }

    @Override
    public void ended(String username) {
        media.lookup().rest(username);
        IceSession session = media.sessions().find(username);
        if (session != null) {
            session.loop().execute(() -> session.session().end(Side.CLIENT, Cause.CLOSED));
        }
        for (TcpMedia connection : connections.values()) {
            if (connection.username().equals(username)) {
                connection.end(Side.CLIENT, Cause.CLOSED);
            }
        }
    }

    @Override
    public void restarted(String oldUsername, IceBinding binding) {
        IceSession session = media.sessions().find(oldUsername);
        if (session != null) {
            session.loop().execute(() -> session.restarted(IceCredential.of(binding)));
        }
    }

    @Override
    public int port() {
        return udp == null ? listen.port() : udp.address().getPort();
    }

    /** No new sessions, on the stopping thread; those that are go on until they end or {@link #close}. */
    public void drain() {
        media.admission().drain();
        if (tcp != null) {
            tcp.close();
        }
    }

    /** Ends every session and closes the port. */
    public CompletionStage<@Nullable Void> close() {
        drain();
        if (refreshing != null) {
            refreshing.cancel(false);
        }
        List<CompletableFuture<?>> ended = new ArrayList<>();
        for (IceSession session : media.sessions().all()) {
            ended.add(
                    CompletableFuture.runAsync(() -> session.session().end(Side.PROXY, Cause.DRAINED), session.loop()));
        }
        connections.forEach((channel, connection) -> ended.add(CompletableFuture.runAsync(
                () -> connection.session().end(Side.PROXY, Cause.DRAINED), channel.eventLoop())));
        return CompletableFuture.allOf(ended.toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> {
                    if (udp != null) {
                        udp.close();
                    }
                });
    }

    /** What was bound; empty before {@link #start}. */
    public List<BoundEndpoint> endpoints() {
        return udp == null || tcp == null
                ? List.of()
                : List.of(
                        new BoundEndpoint(protocol, "udp", udp.address()),
                        new BoundEndpoint(protocol, "tcp", tcp.address()));
    }
}
