package org.mediaproxy.core.takeover;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.netty.channel.Channel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.transport.Listeners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The older process's side of one takeover, on a thread of its own. Up to the other's word that it serves everything can be
 * taken back, and is, if the other is gone.
 */
final class Giving {

    /** Descriptors that are sent before the other has said that it has them: a socket's buffer holds some hundred. */
    static final int DESCRIPTORS_AT_ONCE = 64;

    private static final Duration SYNC = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Giving.class);

    private final Link link;
    private final Listeners listeners;
    private final Secrets secrets;
    private final StateGiving state;
    private final String token;
    private final BlockingQueue<Link> couriers = new LinkedBlockingQueue<>(1);

    Giving(Link link, Listeners listeners, LoadBalancer balancer, Secrets secrets, String token) {
        this.link = link;
        this.listeners = listeners;
        this.secrets = secrets;
        this.state = new StateGiving(balancer, link);
        this.token = token;
    }

    /** Whether this takeover gave the token to the other process. */
    boolean gave(String word) {
        return token.equals(word);
    }

    /** The connection that the other process opened for descriptors; false if there is one already. */
    boolean courier(Link connection) {
        return couriers.offer(connection);
    }

    /**
     * Gives everything over.
     *
     * @param hello the other's first word
     * @param given runs when the other serves
     * @throws IOException if it does not come to that; then this process serves as before
     */
    void run(Message hello, Runnable given) throws IOException, InterruptedException {
        if (hello.number("version") != Message.VERSION) {
            link.send(Message.of(Message.REFUSED)
                    .with("reason", "the running process speaks version " + Message.VERSION + " of the takeover"));
            throw new IOException("it speaks version " + hello.number("version"));
        }
        SortedMap<String, List<FileDescriptor>> descriptors = listeners.descriptors();
        List<String> names = List.copyOf(descriptors.keySet());
        link.send(offer(descriptors));
        carry(descriptors.values().stream().flatMap(List::stream).toList());
        state.origins();
        state.bindings();
        link.send(Message.of(Message.TOLD));

        List<String> taken =
                new ArrayList<>(link.expect(Message.READY, Deadline.START).texts("taken"));
        taken.retainAll(names);
        DatagramLane lane = new DatagramLane(link, listeners, names, false);
        link.datagrams(lane);
        try {
            stopReading(taken, lane);
            given.run();
            follow();
        } finally {
            lane.close(taken);
        }
    }

    private Message offer(SortedMap<String, List<FileDescriptor>> descriptors) {
        JsonArray sockets = new JsonArray();
        descriptors.forEach((name, all) -> {
            JsonObject row = new JsonObject();
            row.addProperty("name", name);
            row.addProperty("sockets", all.size());
            sockets.add(row);
        });
        return Message.of(Message.OFFER)
                .with("pid", ProcessHandle.current().pid())
                .with("token", token)
                .with("listeners", sockets)
                .with("secrets", secrets.json());
    }

    private void carry(List<FileDescriptor> descriptors) throws IOException, InterruptedException {
        @Nullable Link courier = couriers.poll(Deadline.STEP.toMillis(), TimeUnit.MILLISECONDS);
        if (courier == null) {
            throw new IOException("it asked for no descriptors");
        }
        try (courier) {
            Channel channel = courier.channel();
            for (int i = 0; i < descriptors.size(); i++) {
                channel.writeAndFlush(descriptors.get(i), channel.voidPromise());
                if ((i + 1) % DESCRIPTORS_AT_ONCE == 0) {
                    link.expect(Message.MORE, Deadline.STEP);
                }
            }
            link.expect(Message.RECEIVED, Deadline.STEP);
        }
    }

    /** From here on connections and datagrams wait in the sockets, until the other process reads them, or this one again. */
    private void stopReading(List<String> taken, DatagramLane lane) throws IOException, InterruptedException {
        boolean serving = false;
        try {
            Deadline.await(listeners.setReading(taken, false), Deadline.STEP);
            lane.open(taken);
            state.bindings();
            state.proxies();
            link.send(Message.of(Message.GO));
            link.expect(Message.SERVING, Deadline.STEP);
            serving = true;
        } finally {
            if (!serving) {
                lane.close(taken);
                listeners.setReading(taken, true);
            }
        }
    }

    /** This process ends, or will not be taken over from. */
    void close() {
        link.close();
    }

    /** While this process drains, the other is told what becomes of the bindings of its sessions. */
    private void follow() throws InterruptedException {
        try {
            while (link.isOpen()) {
                link.poll(SYNC);
                state.bindings();
                state.proxies();
            }
        } catch (IOException e) {
            if (!link.isClosedHere()) {
                LOG.info("the process that took over cannot be told any more: {}", e.getMessage());
            }
        }
    }
}
