package org.mediaproxy.it.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** An origin's HTTP side that says what a test needs: an endless stream, a playlist with a segment, an API that counts. */
public final class ScriptedOrigin implements AutoCloseable {

    private static final String PLAYLIST = """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:4
            #EXT-X-MEDIA-SEQUENCE:1
            #EXTINF:4.0,
            hls-1.ts
            """;

    private static final String VHOSTS = """
            {"code":0,"vhosts":[{"id":"v","name":"__defaultVhost__","clients":2,"streams":1,"send_bytes":%d,"recv_bytes":%d}]}
            """;

    private static final String SUMMARY = """
            {"code":0,"data":{"ok":true,"self":{"mem_kbyte":1000,"cpu_percent":0.25},"system":{}}}
            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong bytes = new AtomicLong(1000);

    /** Listens on a free port of 127.0.0.1. */
    public ScriptedOrigin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith(".flv")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[1000]);
            exchange.getResponseBody().flush();
            awaitClose();
            exchange.close();
        } else if (path.endsWith(".m3u8")) {
            reply(exchange, "application/vnd.apple.mpegurl", PLAYLIST);
        } else if (path.endsWith(".ts")) {
            reply(exchange, "video/MP2T", "x".repeat(1880));
        } else if (path.startsWith("/api/v1/vhosts")) {
            long moved = bytes.addAndGet(1000);
            reply(exchange, "application/json", VHOSTS.formatted(moved, moved));
        } else if (path.startsWith("/api/v1/summaries")) {
            reply(exchange, "application/json", SUMMARY);
        } else {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reply(HttpExchange exchange, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
