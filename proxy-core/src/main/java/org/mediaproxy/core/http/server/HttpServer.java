package org.mediaproxy.core.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpServerNames;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.tls.ServerTls;
import org.mediaproxy.core.transport.TcpAcceptor;

/** What the connections of one port share; fills the pipeline of each new one. */
final class HttpServer implements TcpAcceptor {

    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;

    private final HttpPort port;
    private final Optional<ServerTls> tls;
    private final PortRoutes routes;
    private final OpenConnections connections;
    private final Counters counters;

    /**
     * The shortest request has 18 bytes, so one read never holds as many as the 128 at which the codec gives up on a
     * client; and clients of these ports say little.
     */
    private static final RecvByteBufAllocator READ_SIZE = new FixedRecvByteBufAllocator(2048);

    /** What TLS clients choose from (RFC 7301). */
    private static final List<String> PROTOCOLS =
            List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);

    HttpServer(
            HttpPort port, Optional<ServerTls> tls, PortRoutes routes, OpenConnections connections, Counters counters) {
        this.port = port;
        this.tls = tls;
        this.routes = routes;
        this.connections = connections;
        this.counters = counters;
    }

    @Override
    public void accept(Channel channel, InetSocketAddress client) {
        if (tls.isEmpty()) {
            http1(channel, client);
            return;
        }
        tls.get().accept(channel, client, PROTOCOLS, chosen -> {
            if (chosen.equals(ApplicationProtocolNames.HTTP_2)) {
                Http2Connection.begin(this, channel, client);
            } else {
                http1(channel, client);
            }
        });
    }

    private void http1(Channel channel, InetSocketAddress client) {
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS);
        HttpDeadline deadline = new HttpDeadline();
        channel.config().setRecvByteBufAllocator(READ_SIZE);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(deadline);
        pipeline.addLast(HttpServerNames.CODEC, new HttpServerCodec(limits));
        pipeline.addLast(new HttpConnection(this, client, deadline));
    }

    /** Of URLs that lead here. */
    String scheme() {
        return tls.isPresent() ? "https" : "http";
    }

    HttpPort port() {
        return port;
    }

    PortRoutes routes() {
        return routes;
    }

    OpenConnections connections() {
        return connections;
    }

    void countBadRequest(int status) {
        counters.counter(HttpPorts.BAD_REQUESTS, "port", port.label(), "status", Integer.toString(status))
                .increment();
    }
}
