package org.mediaproxy.lb.mesh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A member of the mesh as a process of its own: opens the balancer from settings in its environment, and does what it is asked on a socket that is a
 * file, so also from another network, one call a line, many at a time. Started by {@link RemoteMember}.
 */
final class MemberProcess {

    static final String TTL = "MESH_TEST_ORIGIN_TTL";
    static final String CONTROL = "MESH_TEST_CONTROL";

    private final MeshLoadBalancer balancer;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    private MemberProcess(MeshLoadBalancer balancer) {
        this.balancer = balancer;
    }

    /** Runs until it is ended, or told to close. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> settings = new HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("PROXY_MESH_")) {
                settings.put(name, value);
            }
        });
        Duration ttl = Duration.ofMillis(Long.parseLong(System.getenv(TTL)));
        long began = System.nanoTime();
        MemberProcess member = new MemberProcess(Members.open(settings, ttl));
        System.out.println("open after " + (System.nanoTime() - began) / 1_000_000 + " ms");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(System.getenv(CONTROL)));
            System.out.println("ready");
            while (true) {
                SocketChannel channel = server.accept();
                member.threads.execute(() -> member.serve(channel));
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel;
                BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                PrintStream out = new PrintStream(Channels.newOutputStream(channel), true, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(answer(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answer(String line) {
        try {
            return "+" + MemberCalls.call(balancer, line).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | CompletionException | InterruptedException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return "-" + MemberCalls.packed(String.valueOf(cause));
        }
    }
}
