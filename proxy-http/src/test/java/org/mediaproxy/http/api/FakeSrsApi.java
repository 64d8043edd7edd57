package org.mediaproxy.http.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mediaproxy.core.origin.Origin;

/** A {@link FakeSrs} on a real port of loopback, in good and bad moods. */
final class FakeSrsApi implements AutoCloseable {

    /** How it answers. */
    enum Mood {
        FINE,
        /** Never. */
        HUNG,
        /** With what is no JSON. */
        GARBAGE,
        /** With JSON of another shape. */
        STRANGE,
        /** With a code that is not 0. */
        FAILING,
        /** With 401. */
        LOCKED,
        /** With 302. */
        ELSEWHERE,
        /** With far more than anybody asked for. */
        ENDLESS
    }

    final FakeSrs srs;
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    volatile Mood mood = Mood.FINE;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);

    FakeSrsApi(FakeSrs srs) throws IOException {
        this.srs = srs;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    Origin origin() {
        return srs.origin(server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(authorization == null ? "" : authorization);
        switch (mood) {
            case FINE -> {
                String body = srs.answer(
                        exchange.getRequestMethod(), exchange.getRequestURI().toString());
                send(exchange, body.isEmpty() ? 404 : 200, body);
            }
            case HUNG -> {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            case GARBAGE -> send(exchange, 200, "<html>I am \u0000 no JSON</html>");
            case STRANGE -> send(exchange, 200, "{\"code\":0,\"clients\":{},\"streams\":[1],\"vhosts\":7,\"data\":[]}");
            case FAILING -> send(exchange, 200, "{\"code\":1061}");
            case LOCKED -> send(exchange, 401, "");
            case ELSEWHERE -> {
                exchange.getResponseHeaders().set("Location", "http://192.0.2.1/");
                send(exchange, 302, "");
            }
            case ENDLESS -> endless(exchange);
        }
    }

    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] much = new byte[1 << 20];
        try {
            for (int i = 0; i < 64; i++) {
                exchange.getResponseBody().write(much);
            }
        } finally {
            exchange.close(); // an error here is the caller leaving, which is what is wanted
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
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
