package org.mediaproxy.testkit.demo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.transport.TcpListener;
import org.mediaproxy.core.transport.Transport;

/**
 * A live-media origin in the process: takes streams over RTMP, gives them over RTMP and HTTP-FLV, keeps what late players
 * need, stores nothing. Started by {@link DemoOriginProtocol} and by tests; its methods may be called on any thread.
 *
 * <p>For tests of refusals: a second publisher of a stream hears {@code NetStream.Publish.BadName}, and a publisher with
 * {@code ?token=bad} in its URL hears {@code NetStream.Publish.Denied}.
 */
public final class DemoOrigin implements AutoCloseable {

    private static final int HTTP_REQUEST_SECONDS = 10;
    private static final int CLOSE_SECONDS = 5;
    private static final String LOOPBACK = "127.0.0.1";

    private final String service = UUID.randomUUID().toString().substring(0, 8);
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final DemoStreams streams;
    private final TcpListener rtmp;
    private final TcpListener http;

    private DemoOrigin(Transport transport, HostPort rtmp, HostPort http) {
        this.streams = new DemoStreams(transport::nextLoop);
        this.rtmp = transport.listen(rtmp, this::acceptRtmp);
        try {
            this.http = transport.listen(http, this::acceptHttp);
        } catch (RuntimeException e) {
            this.rtmp.close();
            throw e;
        }
    }

    /**
     * Binds both addresses; blocks until bound, so not to be called on an event loop.
     *
     * @param transport whose event loops serve it; closed by its owner, after the origin
     * @param rtmp where to listen for RTMP; port 0 takes a free one
     * @param http where to listen for HTTP; port 0 takes a free one
     * @throws java.io.UncheckedIOException if an address cannot be had
     */
    public static DemoOrigin start(Transport transport, HostPort rtmp, HostPort http) {
        return new DemoOrigin(transport, rtmp, http);
    }

    /** Where it takes and gives RTMP, as bound. */
    public InetSocketAddress rtmpAddress() {
        return rtmp.address();
    }

    /** Where it gives HTTP-FLV, as bound. */
    public InetSocketAddress httpAddress() {
        return http.address();
    }

    /** The keys of the streams that have a publisher now, {@code vhost/app/stream}, sorted. */
    public List<String> publishedStreams() {
        return streams.all().stream()
                .filter(DemoStream::isPublished)
                .map(stream -> stream.url().toString())
                .sorted()
                .toList();
    }

    /**
     * How many players a stream has, those included that wait for its publisher.
     *
     * @param stream its key, {@code vhost/app/stream}
     */
    public int players(String stream) {
        DemoStream found = streams.find(StreamUrl.ofKey(stream));
        return found == null ? 0 : found.playerCount();
    }

    /** Connections open now, whatever they do. */
    public int connections() {
        return connections.size();
    }

    /**
     * The registration of this run, with both endpoints; every start makes another service id.
     *
     * @param server the server id, which stays over restarts
     * @param at the time of the registration
     */
    public Origin asOrigin(String server, Instant at) {
        Map<OriginService, List<String>> listens = Map.of(
                OriginService.RTMP, List.of(spelling(rtmp.address())),
                OriginService.HTTP, List.of(spelling(http.address())));
        String pid = Long.toString(ProcessHandle.current().pid());
        return new Origin(server, service, pid, LOOPBACK, "", listens, at, false);
    }

    private static String spelling(InetSocketAddress address) {
        String host = address.getAddress().isAnyLocalAddress()
                ? ""
                : address.getAddress().getHostAddress();
        return new HostPort(host, address.getPort()).toString();
    }

    private void acceptRtmp(Channel channel, InetSocketAddress client) {
        accept(channel);
        new DemoRtmpPipeline(streams, channel).begin();
    }

    private void acceptHttp(Channel channel, InetSocketAddress client) {
        accept(channel);
        channel.pipeline()
                .addLast(
                        new ReadTimeoutHandler(HTTP_REQUEST_SECONDS, TimeUnit.SECONDS),
                        new HttpServerCodec(),
                        new FlvHandler(streams));
    }

    private void accept(Channel channel) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false); // who ends one direction is gone
        connections.add(channel);
    }

    /** Stops listening and closes every connection; completes when no media is held any more. */
    public CompletionStage<@Nullable Void> closeAsync() {
        rtmp.close();
        http.close();
        CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
        connections.close().addListener(all -> closed.complete(null));
        return closed.thenCompose(all -> streams.discardAll());
    }

    /** Closes and waits for it, but not for long; for tests, never on an event loop. */
    @Override
    public void close() {
        closeAsync()
                .toCompletableFuture()
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
