package org.mediaproxy.rtc.signal;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;

/** The HTTP API of an origin on loopback, which answers as a test says and remembers what it was asked. */
final class ScriptedOrigin implements AutoCloseable {

    static {
        // Else each reply waits for the acknowledgement of its own head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What it was asked. */
    record Asked(String method, String target, Headers headers, String body) {

        String header(String name) {
            return String.join("|", headers.getOrDefault(name, List.of()));
        }
    }

    /** What it answers. */
    record Reply(int status, List<Map.Entry<String, String>> headers, String body) {

        static Reply of(int status, String body) {
            return new Reply(status, List.of(), body);
        }

        Reply with(String name, String value) {
            return new Reply(
                    status,
                    java.util.stream.Stream.concat(headers.stream(), java.util.stream.Stream.of(Map.entry(name, value)))
                            .toList(),
                    body);
        }

        static Reply created(String location, String sdp) {
            return of(201, sdp).with("Content-Type", "application/sdp").with("Location", location);
        }
    }

    final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    volatile Function<Asked, Reply> script;

    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    ScriptedOrigin(String name, Function<Asked, Reply> script) throws IOException {
        this.name = name;
        this.script = script;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Its registration. */
    Origin origin(String... rtc) {
        return origin(name, server.getAddress().getPort(), rtc);
    }

    /** One of an API at that port and these endpoints for media. */
    static Origin origin(String name, int port, String... rtc) {
        Map<OriginService, List<String>> listens = new EnumMap<>(OriginService.class);
        listens.put(OriginService.API, List.of(Integer.toString(port)));
        if (rtc.length > 0) {
            listens.put(OriginService.RTC, List.of(rtc));
        }
        return new Origin(name, "s", "1", "127.0.0.1", "", listens, Instant.EPOCH, false);
    }

    Asked next() throws InterruptedException {
        return Objects.requireNonNull(asked.poll(5, TimeUnit.SECONDS), "the origin was not asked");
    }

    private void handle(HttpExchange exchange) throws IOException {
        Asked request = new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
        asked.add(request);
        Reply reply = script.apply(request);
        reply.headers.forEach(header -> exchange.getResponseHeaders().add(header.getKey(), header.getValue()));
        byte[] body = reply.body.getBytes(StandardCharsets.ISO_8859_1);
        exchange.sendResponseHeaders(reply.status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
