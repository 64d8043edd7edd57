package org.mediaproxy.core.accept;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.core.tls.TlsPort;
import org.mediaproxy.core.transport.TcpAcceptor;
import org.mediaproxy.core.transport.TcpListener;

/** A protocol over TCP from start to close: its plain port, the one with TLS, and the clients of both. */
public final class TcpServer implements ProtocolServer {

    /**
     * A port with TLS.
     *
     * @param port which of them
     * @param address where it listens
     */
    public record Secure(TlsPort port, HostPort address) {}

    private final ProxyContext context;
    private final String protocol;
    private final HostPort plain;
    private final Optional<Secure> secure;
    private final TcpClients clients;
    private final Map<Channel, Runnable> open = new ConcurrentHashMap<>();
    private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();
    private final List<BoundEndpoint> endpoints = new CopyOnWriteArrayList<>();

    /**
     * For one protocol; binds nothing yet.
     *
     * @param protocol its name, and the scheme of the plain port
     * @param plain where clients connect without TLS
     * @param secure where they connect with it, if anywhere; its scheme is the port's label
     */
    public TcpServer(
            ProxyContext context, String protocol, HostPort plain, Optional<Secure> secure, TcpClients clients) {
        this.context = context;
        this.protocol = protocol;
        this.plain = plain;
        this.secure = secure;
        this.clients = clients;
    }

    @Override
    public CompletionStage<@Nullable Void> start() {
        listen(protocol, plain, (channel, client) -> begin(channel, client, false));
        secure.ifPresent(this::listen);
        return CompletableFuture.completedFuture(null);
    }

    private void listen(Secure with) {
        ServerTls tls = context.tls(with.port()).orElseThrow();
        listen(
                with.port().label(),
                with.address(),
                (channel, client) -> tls.accept(channel, client, () -> begin(channel, client, true)));
    }

    private void listen(String scheme, HostPort address, TcpAcceptor acceptor) {
        TcpListener listener = context.transport().listen(address, acceptor);
        listeners.add(listener);
        endpoints.add(new BoundEndpoint(protocol, scheme, listener.address()));
    }

    private void begin(Channel channel, InetSocketAddress client, boolean encrypted) {
        open.put(channel, clients.begin(channel, client, encrypted));
        channel.closeFuture().addListener(closed -> open.remove(channel));
    }

    @Override
    public CompletionStage<@Nullable Void> drain() {
        stopListening();
        return context.sessions().whenNone(protocol);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        stopListening();
        List<CompletableFuture<?>> stopped = new ArrayList<>();
        open.forEach((channel, stop) -> stopped.add(CompletableFuture.runAsync(stop, channel.eventLoop())));
        return CompletableFuture.allOf(stopped.toArray(CompletableFuture<?>[]::new));
    }

    private void stopListening() {
        listeners.forEach(TcpListener::close);
    }

    @Override
    public List<BoundEndpoint> endpoints() {
        return List.copyOf(endpoints);
    }
}
