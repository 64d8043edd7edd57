package org.mediaproxy.core.takeover;

import io.netty.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets this process take over from the one that runs, and later another one from this. Its owner calls {@link #begin} before
 * anything listens, {@link #complete} when everything does, and {@link #close}, on the thread that starts and stops.
 *
 * <pre>
 * newer                      older
 * hello                   →
 *                         ←  offer: listeners, secrets
 * courier, a connection   ←  descriptors (SCM_RIGHTS)
 *                         ←  state, told
 * starts on them, unread
 * ready                   →
 *                            reads no more
 *                         ←  state, go
 * reads
 * serving                 →
 * datagrams, both ways    ↔  drains
 *                         ←  state, each second
 * </pre>
 */
public final class Takeover implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private final Path path;
    private final Transport transport;
    private final LoadBalancer balancer;
    private final Secrets secrets;
    private final CompletableFuture<@Nullable Void> takenOver = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> olderEnded = new CompletableFuture<>();
    private final AtomicReference<@Nullable Giving> giving = new AtomicReference<>();
    private @Nullable Taking taking;
    private volatile @Nullable Channel server;
    private volatile @Nullable Object file;
    private volatile boolean closed;

    /** At a path where processes meet. */
    public Takeover(Path path, Transport transport, LoadBalancer balancer, Secrets secrets) {
        this.path = path;
        this.transport = transport;
        this.balancer = balancer;
        this.secrets = secrets;
    }

    /**
     * Gets everything from the process that runs, if one does. Blocks.
     *
     * @throws UncheckedIOException if one does and it does not work; that one goes on
     */
    public void begin() {
        if (!Files.exists(path)) {
            return;
        }
        try {
            Link[] link = new Link[1];
            Deadline.await(
                    transport.localSockets().connect(path, false, channel -> link[0] = Link.on(channel)),
                    Deadline.STEP);
            Taking begun = new Taking(path, link[0], transport, balancer, secrets);
            taking = begun;
            begun.begin();
            LOG.info("taking over from process {}", begun.pid());
        } catch (IOException e) {
            if (e.getCause() instanceof ConnectException) {
                LOG.info("nobody runs behind {}: nothing to take over", path);
                return;
            }
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(new IOException("interrupted", e));
        }
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException("cannot take over at " + path + ": " + e.getMessage(), e);
    }

    /**
     * Everything listens: the process before this one reads its sockets no more, and others may take over from this one. Blocks.
     *
     * @throws UncheckedIOException if the older process is gone before it has let go
     */
    public void complete() {
        try {
            Taking begun = taking;
            if (begun == null) {
                olderEnded.complete(null);
                listen();
                return;
            }
            begun.complete(this::listenIfPossible);
            LOG.info("took over from process {}", begun.pid());
            thread("mediaproxy-takeover-from", () -> {
                begun.follow();
                olderEnded.complete(null);
            });
        } catch (IOException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(new IOException("interrupted", e));
        }
    }

    private void listenIfPossible() {
        try {
            listen();
        } catch (IOException e) {
            LOG.error("no process will be able to take over from this one: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In place of whoever listened there: a name that comes into being with everything behind it. */
    private void listen() throws IOException, InterruptedException {
        Path made = Path.of(path + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(made);
        server = Deadline.await(transport.localSockets().listen(made, this::accepted), Deadline.STEP);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
        file = fileKey(made);
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static @Nullable Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Completes when another process has taken over: time to drain. */
    public CompletionStage<@Nullable Void> takenOver() {
        return takenOver;
    }

    /**
     * Completes when the process that this one took over from has ended, or at once if there was none. Its datagrams come
     * through this process, which must not end before.
     */
    public CompletionStage<@Nullable Void> olderEnded() {
        return olderEnded;
    }

    private void accepted(Channel channel) {
        Link link = Link.on(channel);
        thread("mediaproxy-takeover", () -> serve(link));
    }

    private void serve(Link link) throws IOException, InterruptedException {
        Message first = link.next(Deadline.STEP);
        if (first.type().equals(Message.COURIER)) {
            Giving open = giving.get();
            if (open == null || !open.gave(first.text("token")) || !open.courier(link)) {
                link.close();
            }
            return; // the takeover that it belongs to closes it
        }
        try (link) {
            if (!first.type().equals(Message.HELLO)) {
                throw new IOException("it began with " + first);
            }
            give(link, first);
        }
    }

    private void give(Link link, Message hello) throws IOException, InterruptedException {
        String token = UUID.randomUUID().toString();
        Giving begun = new Giving(link, transport.listeners(), balancer, secrets, token);
        if (!giving.compareAndSet(null, begun)) {
            link.send(Message.of(Message.REFUSED).with("reason", "another process is taking over already"));
            return;
        }
        long pid = hello.number("pid");
        LOG.info("process {} wants to take over", pid);
        try {
            begun.run(hello, () -> {
                LOG.info("process {} has taken over", pid);
                closeServer();
                takenOver.complete(null);
            });
        } catch (IOException e) {
            LOG.warn("process {} does not take over, this one goes on: {}", pid, e.getMessage());
        } finally {
            giving.set(null);
        }
        if (takenOver.isDone()) {
            listenAgain();
        }
    }

    /**
     * The process that took over is gone while this one still drains, and has the UDP ports. One that is started in its place
     * gets them here, or it could not start.
     */
    private void listenAgain() throws InterruptedException {
        if (closed) {
            return;
        }
        try {
            Deadline.await(transport.localSockets().connect(path, false, Link::on), Deadline.STEP)
                    .close();
        } catch (IOException e) {
            LOG.warn("the process that took over is gone; another one can take over from this one, which drains");
            listenIfPossible();
        }
    }

    /** What a takeover's thread does. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        LOG.warn("a connection of another process came to nothing: {}", e.getMessage());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        LOG.error("a bug in a takeover", e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void closeServer() {
        Channel listening = server;
        if (listening != null) {
            listening.close();
        }
    }

    /** No process can take over any more; one that is at it begins anew. */
    @Override
    public void close() {
        closed = true;
        Taking begun = taking;
        if (begun != null) {
            begun.close();
        }
        Giving open = giving.get();
        if (open != null) {
            open.close();
        }
        closeServer();
        Object own = file;
        try {
            if (own != null && Files.exists(path) && own.equals(fileKey(path))) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("{} stays behind: {}", path, e.getMessage());
        }
    }
}
