package org.mediaproxy.core.transport;

import io.netty.channel.Channel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets that one transport listens with, by a name that says where, for a process that takes them over. A closed
 * TCP listener resets the connections that wait in it, so it is handed on open: both processes then hold the same socket,
 * and whoever reads it is agreed between them. Owner of its maps: an entry goes when its sockets close. Any thread.
 */
public final class Listeners {

    static final String TCP = "tcp";
    static final String UDP = "udp";

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final ConcurrentMap<String, List<Channel>> open = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, UdpListener> datagrams = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<FileDescriptor>> inherited = new ConcurrentHashMap<>();
    private final Set<String> adopted = ConcurrentHashMap.newKeySet();

    Listeners() {}

    /** The same for every spelling of an address, and in every process. */
    static String name(String kind, InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String where = host == null || host.isAnyLocalAddress() ? "*" : host.getHostAddress();
        return kind + " " + where + " " + address.getPort();
    }

    /** Sockets of another process, which the listeners that are opened from now on use in place of new ones. */
    public void inherit(Map<String, List<FileDescriptor>> sockets) {
        inherited.putAll(sockets);
    }

    /** The sockets that were inherited for an address; none if it is new, or port 0. Whoever asks owns them. */
    List<FileDescriptor> take(String name) {
        List<FileDescriptor> sockets = inherited.remove(name);
        if (sockets == null) {
            return List.of();
        }
        adopted.add(name);
        return sockets;
    }

    void opened(String name, List<Channel> sockets) {
        open.put(name, sockets);
        sockets.get(0).closeFuture().addListener(closed -> open.remove(name, sockets));
    }

    void opened(UdpListener listener) {
        String name = name(UDP, listener.address());
        opened(name, listener.sockets());
        datagrams.put(name, listener);
        listener.sockets().get(0).closeFuture().addListener(closed -> datagrams.remove(name, listener));
    }

    /** What listens now, with its descriptors in the order of its sockets; they stay this process's as well. */
    public SortedMap<String, List<FileDescriptor>> descriptors() {
        SortedMap<String, List<FileDescriptor>> all = new TreeMap<>();
        open.forEach((name, sockets) -> all.put(
                name,
                sockets.stream().map(socket -> ((UnixChannel) socket).fd()).toList()));
        return all;
    }

    /** Which of the inherited sockets are in use here. */
    public Set<String> adopted() {
        return new TreeSet<>(adopted);
    }

    /** The listener for datagrams of that name, if it is one. */
    public @Nullable UdpListener datagrams(String name) {
        return datagrams.get(name);
    }

    /** Closes what was inherited and that nobody here listens with; it stays open in the other process. */
    public void closeUnused() {
        for (String name : List.copyOf(inherited.keySet())) {
            List<FileDescriptor> sockets = inherited.remove(name);
            if (sockets != null) {
                sockets.forEach(Listeners::close);
            }
        }
    }

    /** Closes a descriptor that no channel has. */
    public static void close(FileDescriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            LOG.debug("descriptor {} cannot be closed", descriptor, e);
        }
    }

    /**
     * Reads these sockets from now on, or leaves what comes in where it is. Completes when the last one knows; those that
     * have closed meanwhile do not count.
     */
    public CompletionStage<@Nullable Void> setReading(Collection<String> names, boolean reading) {
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (String name : names) {
            for (Channel socket : open.getOrDefault(name, List.of())) {
                CompletableFuture<@Nullable Void> set = new CompletableFuture<>();
                done.add(set);
                try {
                    socket.eventLoop().execute(() -> {
                        socket.config().setAutoRead(reading);
                        set.complete(null);
                    });
                } catch (RejectedExecutionException e) { // its loop has ended, and the socket with it
                    set.complete(null);
                }
            }
        }
        return CompletableFuture.allOf(done.toArray(CompletableFuture<?>[]::new));
    }
}
