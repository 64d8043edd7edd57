package org.mediaproxy.core.takeover;

import com.google.gson.JsonObject;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.transport.Listeners;
import org.mediaproxy.core.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newer process's side of one takeover: {@link #begin} before anything listens and {@link #complete} when everything
 * does, on the thread that starts; then {@link #follow} on one of its own, until the older process has ended.
 */
final class Taking implements AutoCloseable {

    /** Sockets in all: more than any machine has loops times listeners. */
    private static final int MAX_DESCRIPTORS = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(Taking.class);

    private final Path path;
    private final Transport transport;
    private final Listeners listeners;
    private final Secrets secrets;
    private final StateTaking state;
    private final Link link;
    private List<String> names = List.of();
    private List<String> taken = List.of();
    private long pid;

    Taking(Path path, Link link, Transport transport, LoadBalancer balancer, Secrets secrets) {
        this.path = path;
        this.link = link;
        this.transport = transport;
        this.listeners = transport.listeners();
        this.secrets = secrets;
        this.state = new StateTaking(balancer);
    }

    /** The older process. */
    long pid() {
        return pid;
    }

    /** Gets descriptors, secrets and state; nothing of it is in use yet. */
    void begin() throws IOException, InterruptedException {
        link.send(Message.of(Message.HELLO)
                .with("version", Message.VERSION)
                .with("pid", ProcessHandle.current().pid()));
        Message offer = link.expect(Message.OFFER, Deadline.STEP);
        pid = offer.number("pid");
        Map<String, Integer> sockets = new LinkedHashMap<>();
        int all = 0;
        for (JsonObject row : offer.objects("listeners")) {
            long count = Message.number(row, "sockets");
            if (count < 1 || count + all > MAX_DESCRIPTORS) {
                throw new IOException("a wrong number of sockets");
            }
            all += (int) count;
            sockets.put(Message.text(row, "name"), (int) count);
        }
        names = List.copyOf(sockets.keySet());
        if (offer.body().get("secrets") instanceof JsonObject keys) {
            secrets.inherit(keys);
        }
        inherit(sockets, descriptors(all, offer.text("token")));
        while (true) {
            Message next = link.next(Deadline.STEP);
            if (next.type().equals(Message.TOLD)) {
                return;
            }
            hear(next);
        }
    }

    private void inherit(Map<String, Integer> sockets, List<FileDescriptor> descriptors) {
        Map<String, List<FileDescriptor>> inherited = new LinkedHashMap<>();
        int from = 0;
        for (Map.Entry<String, Integer> entry : sockets.entrySet()) {
            int to = from + entry.getValue();
            inherited.put(entry.getKey(), List.copyOf(descriptors.subList(from, to)));
            from = to;
        }
        listeners.inherit(inherited);
    }

    private List<FileDescriptor> descriptors(int count, String token) throws IOException, InterruptedException {
        Courier courier = new Courier();
        List<FileDescriptor> received = new ArrayList<>();
        Channel channel = Deadline.await(
                transport.localSockets().connect(path, true, opened -> opened.pipeline()
                        .addLast(courier)),
                Deadline.STEP);
        boolean complete = false;
        try {
            Link.send(channel, Message.of(Message.COURIER).with("token", token));
            while (received.size() < count) {
                FileDescriptor next = courier.descriptors.poll(Deadline.STEP.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    throw new IOException("the running process sent " + received.size() + " of " + count + " sockets");
                }
                received.add(next);
                if (received.size() % Giving.DESCRIPTORS_AT_ONCE == 0) {
                    link.send(Message.of(Message.MORE));
                }
            }
            link.send(Message.of(Message.RECEIVED));
            complete = true;
            return received;
        } finally {
            channel.close();
            if (!complete) {
                received.forEach(Listeners::close);
                courier.descriptors.forEach(Listeners::close);
            }
        }
    }

    /** What comes on a connection that reads descriptors. */
    private static final class Courier extends ChannelInboundHandlerAdapter {

        final BlockingQueue<FileDescriptor> descriptors = new LinkedBlockingQueue<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            descriptors.add((FileDescriptor) message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.warn("the sockets of the running process cannot be had: {}", cause.toString());
            ctx.close();
        }
    }

    /**
     * Everything listens: from here on this process reads what it has inherited, and the older one no more.
     *
     * @param reading runs as soon as this one reads
     */
    void complete(Runnable reading) throws IOException, InterruptedException {
        taken = List.copyOf(listeners.adopted());
        link.send(Message.of(Message.READY).with("taken", taken));
        while (true) {
            Message next = link.next(Deadline.STEP);
            if (next.type().equals(Message.GO)) {
                break;
            }
            hear(next);
        }
        DatagramLane lane = new DatagramLane(link, listeners, names, true);
        link.datagrams(lane);
        lane.open(taken);
        link.channel().closeFuture().addListener(closed -> lane.close(taken));
        Deadline.await(listeners.setReading(taken, true), Deadline.STEP);
        listeners.closeUnused();
        reading.run();
        link.send(Message.of(Message.SERVING));
        state.serving();
    }

    /** Hears of the older process until it has ended. */
    void follow() throws InterruptedException {
        try {
            while (true) {
                Message next = link.poll(Deadline.STEP);
                if (next != null) {
                    hear(next);
                }
            }
        } catch (IOException e) {
            if (!link.isClosedHere()) {
                LOG.info("process {}, which was taken over from, is heard no more: {}", pid, e.getMessage());
            }
        }
        link.close();
    }

    private void hear(Message message) throws IOException, InterruptedException {
        if (message.type().equals(Message.STATE)) {
            state.take(message);
        } // a newer version may have more to tell
    }

    /** Gives up; the older process goes on as before, if it had not been told that this one serves. */
    @Override
    public void close() {
        link.close();
        listeners.closeUnused();
    }
}
