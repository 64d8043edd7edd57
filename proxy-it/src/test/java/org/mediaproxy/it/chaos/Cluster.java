package org.mediaproxy.it.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.testkit.Networks;

/** Three origins, three proxies, and a Redis where they need one; with what keeps origins registered. */
final class Cluster implements AutoCloseable {

    static final int MEMBERS = 3;

    private static final String LOOPBACK = "127.0.0.1";
    private static final int HEARTBEAT_MILLIS = 500;

    private final List<OriginMember> origins = new ArrayList<>();
    private final List<ProxyMember> proxies = new ArrayList<>();
    private final List<Member> stores = new ArrayList<>();
    private final Journal journal;
    private final Wires wires;
    private final Thread heartbeats = new Thread(this::beat, "heartbeats");
    private final Thread watch = new Thread(this::watch, "watch");
    private volatile boolean closing;

    /** What the proxies talk over among themselves. */
    interface Wires {

        /** Cuts one off from the others, or lets it back. */
        void cut(int proxy, boolean cut) throws IOException;
    }

    private Cluster(Journal journal, Wires wires) {
        this.journal = journal;
        this.wires = wires;
    }

    /** Three proxies over one Redis. */
    static Cluster overRedis(Path folder, Journal journal) throws IOException {
        Cluster cluster = new Cluster(journal, (proxy, cut) -> {
            throw new IOException("proxies over Redis do not talk to each other");
        });
        RedisMember redis = new RedisMember(Files.createDirectories(folder));
        cluster.stores.add(redis);
        for (int i = 0; i < MEMBERS; i++) {
            cluster.origins.add(new OriginMember(i, folder.resolve("origin" + i), LOOPBACK));
            cluster.proxies.add(new ProxyMember(i, folder.resolve("proxy" + i), LOOPBACK, List.of(), redis.settings()));
        }
        return cluster.started();
    }

    /** Three proxies that talk to each other, each in a network of its own; clients and origins are reached on another way. */
    static Cluster overMesh(Path folder, Journal journal, Networks networks) throws IOException {
        Cluster cluster = new Cluster(journal, (proxy, cut) -> {
            if (cut) {
                networks.cut(proxy);
            } else {
                networks.mend(proxy);
            }
        });
        String peers = networks.address(0) + "," + networks.address(1) + "," + networks.address(2);
        for (int i = 0; i < MEMBERS; i++) {
            Map<String, String> mesh = Map.of(
                    "PROXY_LOAD_BALANCER_TYPE",
                    "mesh",
                    "PROXY_MESH_LISTEN",
                    networks.address(i) + ":5701",
                    "PROXY_MESH_PEERS",
                    peers);
            String host = networks.reachable(i);
            cluster.origins.add(new OriginMember(i, folder.resolve("origin" + i), Networks.outside()));
            cluster.proxies.add(new ProxyMember(i, folder.resolve("proxy" + i), host, networks.inside(i), mesh));
        }
        return cluster.started();
    }

    private Cluster started() throws IOException {
        for (Member member : members()) {
            member.start();
        }
        heartbeats.start();
        watch.start();
        return this;
    }

    private List<Member> members() {
        List<Member> all = new ArrayList<>(stores);
        all.addAll(origins);
        all.addAll(proxies);
        return all;
    }

    List<ProxyMember> proxies() {
        return proxies;
    }

    List<OriginMember> origins() {
        return origins;
    }

    Member member(Member.Kind kind, int number) {
        return switch (kind) {
            case ORIGIN -> origins.get(number);
            case PROXY -> proxies.get(number);
            case STORE -> stores.get(number);
        };
    }

    /** Cuts a proxy off from the others, or lets it back. */
    void partition(int proxy, boolean cut) throws IOException {
        wires.cut(proxy, cut);
    }

    /** One of the proxies that serve, as a load balancer with health checks chooses. */
    int anyProxy(Random random) {
        int first = random.nextInt(MEMBERS);
        for (int i = 0; i < MEMBERS; i++) {
            int proxy = (first + i) % MEMBERS;
            if (proxies.get(proxy).serves()) {
                return proxy;
            }
        }
        return first;
    }

    /** Every origin that serves says so to one of the proxies, again and again. */
    private void beat() {
        Random random = new Random(1);
        while (!closing) {
            for (OriginMember origin : origins) {
                if (origin.serves()) {
                    try {
                        proxies.get(anyProxy(random)).api().register(origin.heartbeat());
                    } catch (IOException | InterruptedException later) {
                        // the next heartbeat is soon enough, as it is for a real origin
                    }
                }
            }
            sleep(HEARTBEAT_MILLIS);
        }
    }

    /** Asks the origins who publishes where. */
    private void watch() {
        while (!closing) {
            long at = journal.now();
            Map<String, List<Integer>> holders = publishers();
            holders.forEach((stream, where) -> {
                journal.seen(stream, at, where.get(where.size() - 1));
                if (where.size() > 1) {
                    journal.add(new Journal.Split(stream, at, where));
                }
            });
            sleep(100);
        }
    }

    /** The origins that have a publisher of each stream. */
    Map<String, List<Integer>> publishers() {
        Map<String, List<Integer>> holders = new TreeMap<>();
        for (int i = 0; i < MEMBERS; i++) {
            for (NginxRtmp.Stat stat : stat(origins.get(i))) {
                if (stat.publishers() > 0) {
                    holders.computeIfAbsent(stat.stream(), s -> new ArrayList<>())
                            .add(i);
                }
            }
        }
        return holders;
    }

    private static List<NginxRtmp.Stat> stat(OriginMember origin) {
        try {
            return origin.serves() ? origin.stat() : List.of();
        } catch (IllegalStateException killed) {
            return List.of();
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        heartbeats.join();
        watch.join();
        members().forEach(Member::close);
    }
}
