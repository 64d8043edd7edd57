package org.mediaproxy.core.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.testing.FakeOrigin;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;

/** Sessions that end while they are brought to their origin. */
final class OriginConnectorIT {

    private final FakeOrigin origin = new FakeOrigin();
    private final SlowRouter router = new SlowRouter();
    private final TestProxy proxy = new TestProxy(new NoProtocol(), Map.of(), router);
    private final EventLoop loop = proxy.transport().nextLoop();
    private final FakeOrigin front = new FakeOrigin(); // the client's channel has to lead somewhere
    private final Channel client = proxy.transport()
            .connect(loop, "127.0.0.1", front.port(), new ChannelInboundHandlerAdapter())
            .syncUninterruptibly()
            .channel();
    private final Session session = proxy.sessions().open("test", new InetSocketAddress("192.0.2.1", 1));
    private final NotingCaller caller = new NotingCaller();

    OriginConnectorIT() throws IOException {}

    @AfterEach
    void close() throws IOException {
        proxy.close();
        origin.close();
        front.close();
    }

    /** Notes what it is told, and the channel that it is given to fill. */
    private static final class NotingCaller implements OriginCaller {

        final List<String> told = new CopyOnWriteArrayList<>();
        final CompletableFuture<Channel> channel = new CompletableFuture<>();
        volatile Runnable onHandler = () -> {};

        @Override
        public ChannelHandler handler(Route route) {
            onHandler.run();
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void handlerAdded(ChannelHandlerContext ctx) {
                    channel.complete(ctx.channel());
                }
            };
        }

        @Override
        public void connected(Route route, Channel connected) {
            told.add("connected");
        }

        @Override
        public void unroutable(Side side, Cause cause, String detail) {
            told.add("unroutable: " + cause);
        }
    }

    private OriginConnector begin() {
        OriginConnector connector = new OriginConnector(proxy, client, session, RouteTarget.HTTP, caller);
        on(connector::begin);
        return connector;
    }

    private void on(Runnable action) {
        CompletableFuture.runAsync(action, loop).orTimeout(5, TimeUnit.SECONDS).join();
    }

    private void end() {
        session.end(Side.CLIENT, Cause.CLOSED);
    }

    private Channel channel() throws Exception {
        return caller.channel.get(5, TimeUnit.SECONDS);
    }

    @Test
    void aSessionThatEndsWhileItIsRoutedConnectsNowhere() throws Exception {
        begin();
        on(this::end);
        router.found("127.0.0.1", origin.port());
        assertThat(origin.isLeftAlone()).isTrue();
        assertThat(caller.channel).isNotDone();
        assertThat(caller.told).isEmpty();
    }

    @Test
    void aSessionThatHasEndedWhenItsOriginIsConnectedClosesTheLateChannel() throws Exception {
        caller.onHandler = this::end; // before there is a channel to close
        begin();
        router.found("127.0.0.1", origin.port());
        try (RawConnection late = origin.accept()) {
            assertThat(late.readAll()).isEmpty();
        }
        assertThat(caller.told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void aSessionThatEndsWhileItConnectsClosesTheChannel(String host) throws Exception {
        caller.onHandler = () -> loop.execute(this::end);
        begin();
        router.found(host, origin.port());
        Channel channel = channel();
        await().until(() -> !channel.isOpen());
        assertThat(caller.told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSessionThatEndsBehindTheConnectClosesTheChannelUnlessThatWasReleased(boolean released) throws Exception {
        OriginConnector connector = begin();
        router.found("127.0.0.1", origin.port());
        await().until(() -> caller.told.equals(List.of("connected")));
        on(() -> {
            if (released) {
                connector.release();
            }
            end();
        });
        assertThat(channel().isOpen()).isEqualTo(released);
    }
}
