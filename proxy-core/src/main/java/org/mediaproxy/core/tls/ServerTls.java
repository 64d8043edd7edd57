package org.mediaproxy.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;

/**
 * The proxy's side of the TLS connections of one port. Connections keep the certificate that they began with; new ones
 * get the one that the files hold now. Any thread.
 */
public final class ServerTls {

    /** Handshakes that ended, by port, result and version. */
    public static final String HANDSHAKES = "srs_proxy_tls_handshakes_total";

    private final TlsPort port;
    private final Certificates certificates;
    private final Duration timeout;
    private final Counters counters;

    ServerTls(TlsPort port, Certificates certificates, Duration timeout, Counters counters) {
        this.port = port;
        this.certificates = certificates;
        this.timeout = timeout;
        this.counters = counters;
    }

    /**
     * Encrypts a connection that was just accepted, on its event loop. A handshake that fails, or takes longer than it
     * may, closes the channel and is told in the log; nobody else hears of it.
     *
     * @param client the client's address, for the log
     * @param secured fills the rest of the pipeline; called on the event loop, before anything of the client's is seen
     */
    public void accept(Channel channel, InetSocketAddress client, Runnable secured) {
        accept(channel, client, List.of(), none -> secured.run());
    }

    /**
     * The same with a choice of application protocols.
     *
     * @param applicationProtocols the best first (RFC 7301)
     * @param secured gets the protocol that was chosen; empty where the client offers none of them
     */
    public void accept(
            Channel channel, InetSocketAddress client, List<String> applicationProtocols, Consumer<String> secured) {
        SslHandler handler = newHandler(channel.alloc(), applicationProtocols);
        channel.pipeline().addLast(handler, new HandshakeHandler(port, client, handler, secured));
    }

    /** What encrypts a connection that was just accepted: the first handler of its pipeline. */
    public SslHandler newHandler(ByteBufAllocator alloc) {
        return newHandler(alloc, List.of());
    }

    /** The same with a choice of application protocols; which one, the handler tells after the handshake. */
    public SslHandler newHandler(ByteBufAllocator alloc, List<String> applicationProtocols) {
        SslHandler handler = TlsParameters.tuned(
                certificates.contexts().context(applicationProtocols).newHandler(alloc));
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        handler.handshakeFuture().addListener(done -> count(handler, done.cause()));
        return handler;
    }

    private void count(SslHandler handler, @Nullable Throwable failure) {
        String version = failure == null ? handler.engine().getSession().getProtocol() : "none";
        String result = failure == null ? "ok" : HandshakeFailure.of(failure).label();
        counters.counter(HANDSHAKES, "port", port.label(), "result", result, "version", version)
                .increment();
    }
}
