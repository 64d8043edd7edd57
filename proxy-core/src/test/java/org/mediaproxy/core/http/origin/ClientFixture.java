package org.mediaproxy.core.http.origin;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.testing.FakeOrigin;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/** A client and an origin on loopback; requests go out from one event loop. */
final class ClientFixture implements AutoCloseable {

    static final Duration PATIENT = Duration.ofSeconds(20);

    final FakeOrigin origin = new FakeOrigin();
    final OriginClient client;
    final EventLoop loop;
    private final Transport transport;

    /** A request on its way. */
    record Asked(OriginFetch fetch, Heard heard) {}

    ClientFixture(String kind) throws IOException {
        SettingsReader reader = new SettingsReader(Settings.of(Map.of("PROXY_TRANSPORT", kind, "PROXY_THREADS", "2")));
        TransportSettings settings = TransportSettings.read(reader);
        reader.check();
        transport = new Transport(settings, new Counters());
        client = new OriginClient(transport);
        loop = transport.nextLoop();
    }

    OriginEndpoint endpoint() {
        return new OriginEndpoint(false, "127.0.0.1", origin.port());
    }

    /** A request whose body the leak detector watches. */
    static FullHttpRequest request(String method, String body) {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(method),
                "/x",
                ByteBufUtil.writeUtf8(PooledByteBufAllocator.DEFAULT, body));
        request.headers().set(HttpHeaderNames.HOST, "origin");
        if (!body.isEmpty()) {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length());
        }
        return request;
    }

    Asked ask(String method) {
        return ask(method, PATIENT);
    }

    Asked ask(String method, Duration silence) {
        return on(() -> askNow(method, new Heard(), silence));
    }

    /** On the loop. */
    Asked askNow(String method, Heard heard, Duration silence) {
        return new Asked(client.fetch(loop, endpoint(), request(method, ""), heard, silence), heard);
    }

    <T> T on(Supplier<T> action) {
        return CompletableFuture.supplyAsync(action, loop)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    void run(Runnable action) {
        CompletableFuture.runAsync(action, loop).orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** One request that is answered, so that its connection is kept. */
    RawConnection keptConnection() throws Exception {
        Asked first = ask("GET");
        RawConnection connection = origin.accept();
        answer(connection, "first");
        if (!first.heard().outcome().equals("end")) {
            throw new AssertionError(first.heard().outcome());
        }
        return connection;
    }

    static void answer(RawConnection connection, String body) throws IOException {
        connection.readHead();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** Whether no connection is open or kept on the loop. */
    boolean isIdle() {
        return on(() -> client.pools(loop).isEmpty());
    }

    @Override
    public void close() throws IOException {
        origin.close();
        transport
                .closeAsync()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
