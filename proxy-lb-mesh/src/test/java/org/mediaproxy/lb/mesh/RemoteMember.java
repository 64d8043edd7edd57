package org.mediaproxy.lb.mesh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.spi.ProxySnapshot;
import org.mediaproxy.testkit.RealProcess;
import org.mediaproxy.testkit.SettlingBalancer;

/** The balancer of a {@link MemberProcess}: every call goes there. */
final class RemoteMember implements LoadBalancer, AffinityStore, OriginRegistry, ClusterView, SettlingBalancer.Copies {

    private final RealProcess process;
    private final Path control;
    private final ConcurrentLinkedQueue<Line> idle = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    /** A connection to it; one call at a time. */
    private record Line(SocketChannel channel, BufferedReader in, PrintStream out) {

        static Line open(Path control) throws IOException {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(control));
            return new Line(
                    channel,
                    new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)),
                    new PrintStream(Channels.newOutputStream(channel), true, StandardCharsets.UTF_8));
        }
    }

    private RemoteMember(RealProcess process, Path control) {
        this.process = process;
        this.control = control;
    }

    /** Starts one; not awaited. */
    static RemoteMember start(Map<String, String> settings, Duration originTtl) {
        return start(settings, originTtl, new String[0]);
    }

    /** Starts one by a program that runs it somewhere else: {@code ip netns exec ...}. */
    static RemoteMember start(Map<String, String> settings, Duration originTtl, String... where) {
        Path control = control();
        List<String> command = new ArrayList<>(List.of(where));
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                MemberProcess.class.getName()));
        RealProcess.Preparation preparation = RealProcess.of(command.get(0))
                .with(command.subList(1, command.size()).toArray(new String[0]))
                .env(MemberProcess.TTL, Long.toString(originTtl.toMillis()))
                .env(MemberProcess.CONTROL, control.toString());
        settings.forEach(preparation::env);
        return new RemoteMember(preparation.start(), control);
    }

    private static Path control() {
        try {
            return Files.createTempDirectory("mesh").resolve("control");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it can be asked. */
    RemoteMember ready() {
        process.awaitLine("^ready$", Duration.ofSeconds(60));
        return this;
    }

    RealProcess process() {
        return process;
    }

    /** Asks, and waits for the answer. */
    String ask(Object... words) {
        Line line = null;
        try {
            line = idle.poll();
            if (line == null) {
                line = Line.open(control);
            }
            line.out.println(MemberCalls.line(words));
            String answer = line.in.readLine();
            if (answer == null) {
                throw new IOException("the member has gone");
            }
            idle.add(line);
            if (answer.startsWith("-")) {
                throw new IllegalStateException(MemberCalls.unpacked(answer.substring(1)));
            }
            return answer.substring(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletionStage<String> call(Object... words) {
        return CompletableFuture.supplyAsync(() -> ask(words), threads);
    }

    private static Optional<String> optional(String line) {
        return MemberCalls.words(line).stream().findFirst();
    }

    private static boolean flag(String line) {
        return Boolean.parseBoolean(MemberCalls.unpacked(line));
    }

    @Override
    public Optional<String> fresh(AffinityKey key) {
        return optional(ask("fresh", key.namespace(), key.name()));
    }

    @Override
    public Optional<Origin> known(OriginId id) {
        return MemberCalls.origins(ask("known", id)).stream().findFirst();
    }

    /** Sends it a signal: {@code -STOP}. */
    void signal(String signal) {
        int code = RealProcess.of("kill", signal, Long.toString(process.pid()))
                .start()
                .awaitExit(Duration.ofSeconds(5));
        if (code != 0) {
            throw new IllegalStateException("kill " + signal + " ended with " + code);
        }
    }

    /** How many members it sees. */
    int members() {
        return Integer.parseInt(MemberCalls.unpacked(ask("members")));
    }

    /** Whether every binding is where it should be, copies included: not so for a moment after members came or went. */
    boolean isSettled() {
        return flag(ask("safe"));
    }

    @Override
    public List<String> troubles() {
        return MemberCalls.words(ask("troubles"));
    }

    @Override
    public OriginRegistry origins() {
        return this;
    }

    @Override
    public AffinityStore affinity() {
        return this;
    }

    @Override
    public ClusterView cluster() {
        return this;
    }

    @Override
    public void close() {
        process.close();
        threads.shutdownNow();
        idle.forEach(line -> {
            try {
                line.channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public CompletionStage<Optional<String>> find(AffinityKey key) {
        return call("find", key.namespace(), key.name()).thenApply(RemoteMember::optional);
    }

    @Override
    public CompletionStage<String> bindIfAbsent(AffinityKey key, String value, Duration ttl) {
        return call("bind", key.namespace(), key.name(), value, ttl.toMillis()).thenApply(MemberCalls::unpacked);
    }

    @Override
    public CompletionStage<Boolean> rebind(AffinityKey key, String expected, String value, Duration ttl) {
        return call("rebind", key.namespace(), key.name(), expected, value, ttl.toMillis())
                .thenApply(RemoteMember::flag);
    }

    @Override
    public CompletionStage<Boolean> touch(AffinityKey key, Duration ttl) {
        return call("touch", key.namespace(), key.name(), ttl.toMillis()).thenApply(RemoteMember::flag);
    }

    @Override
    public CompletionStage<Boolean> release(AffinityKey key, String expected) {
        return call("release", key.namespace(), key.name(), expected).thenApply(RemoteMember::flag);
    }

    @Override
    public CompletionStage<AffinityPage> list(String namespace, String cursor, int limit) {
        return call("list", namespace, cursor, limit).thenApply(line -> MemberCalls.page(MemberCalls.words(line)));
    }

    @Override
    public CompletionStage<@Nullable Void> register(Origin origin) {
        List<Object> words = new ArrayList<>(List.of("register"));
        words.addAll(MemberCalls.words(origin));
        return call(words.toArray()).thenApply(nothing -> null);
    }

    @Override
    public CompletionStage<List<Origin>> live() {
        return call("live").thenApply(MemberCalls::origins);
    }

    @Override
    public CompletionStage<Optional<Origin>> find(OriginId id) {
        return call("origin", id)
                .thenApply(line -> MemberCalls.origins(line).stream().findFirst());
    }

    @Override
    public CompletionStage<@Nullable Void> remove(OriginId id) {
        return call("remove", id).thenApply(nothing -> null);
    }

    @Override
    public CompletionStage<Boolean> setDraining(OriginId id, boolean draining) {
        return call("drain", id, draining).thenApply(RemoteMember::flag);
    }

    @Override
    public CompletionStage<@Nullable Void> publish(ProxySnapshot snapshot) {
        List<Object> words = new ArrayList<>(List.of("publish"));
        words.addAll(MemberCalls.words(snapshot));
        return call(words.toArray()).thenApply(nothing -> null);
    }

    @Override
    public CompletionStage<List<ProxySnapshot>> peers() {
        return call("peers").thenApply(MemberCalls::snapshots);
    }
}
