package org.mediaproxy.http.adaptive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;

/** An origin that serves what the test puts there, by the JDK's own server, and remembers who asked for what. */
final class FileOrigin implements AutoCloseable {

    /** What is at one path. */
    @SuppressWarnings("ArrayRecordComponent")
    record Content(int status, byte[] body, Map<String, String> headers, CountDownLatch gate) {}

    private static final int PIECE = 64 * 1024;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Content> contents = new ConcurrentHashMap<>();
    /** Bytes of bodies that the sockets have taken. */
    final AtomicLong written = new AtomicLong();

    final List<String> targets = new CopyOnWriteArrayList<>();
    final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

    FileOrigin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    Origin registration(String service) {
        return new Origin(
                "server",
                service,
                "1",
                "127.0.0.1",
                "",
                Map.of(
                        OriginService.RTMP, List.of("1935"),
                        OriginService.HTTP, List.of(Integer.toString(port()))),
                Instant.now(),
                false);
    }

    FileOrigin put(String path, String text, String... headersInPairs) {
        return put(path, text.getBytes(StandardCharsets.UTF_8), headersInPairs);
    }

    FileOrigin put(String path, byte[] body, String... headersInPairs) {
        return put(path, 200, body, new CountDownLatch(0), headersInPairs);
    }

    /** Content that is answered for only when the gate is open. */
    FileOrigin put(String path, int status, byte[] body, CountDownLatch gate, String... headersInPairs) {
        Map<String, String> pairs = new ConcurrentHashMap<>();
        for (int i = 0; i < headersInPairs.length; i += 2) {
            pairs.put(headersInPairs[i], headersInPairs[i + 1]);
        }
        contents.put(path, new Content(status, body, pairs, gate));
        return this;
    }

    long count(String target) {
        return targets.stream().filter(target::equals).count();
    }

    private void serve(HttpExchange exchange) throws IOException {
        targets.add(exchange.getRequestURI().toString());
        headers.add(exchange.getRequestHeaders());
        Content content = contents.get(exchange.getRequestURI().getRawPath());
        try (exchange) {
            if (content == null) {
                byte[] body = "not here".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(404, body.length);
                exchange.getResponseBody().write(body);
                return;
            }
            if (!content.gate.await(20, TimeUnit.SECONDS)) {
                throw new IOException("the gate stayed shut");
            }
            content.headers.forEach(
                    (name, value) -> exchange.getResponseHeaders().set(name, value));
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.body.length));
            }
            boolean chunked = content.headers.containsKey("X-Chunked");
            exchange.sendResponseHeaders(content.status, head ? -1 : chunked ? 0 : content.body.length);
            if (!head) {
                write(exchange.getResponseBody(), content.body);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Piece by piece, so that one can see how far it has come. */
    private void write(OutputStream out, byte[] body) throws IOException {
        for (int at = 0; at < body.length; at += PIECE) {
            int size = Math.min(PIECE, body.length - at);
            out.write(body, at, size);
            written.addAndGet(size);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
