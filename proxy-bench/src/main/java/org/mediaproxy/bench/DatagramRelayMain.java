package org.mediaproxy.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.metrics.Counters;

/** Runs an {@link OpenDatagramRelay} until it is ended, for a load generator: {@code LISTEN_PORT ORIGIN_PORT}. */
public final class DatagramRelayMain {

    private DatagramRelayMain() {}

    /**
     * Listens, says so, and prints its counters when it is ended.
     *
     * @param args the port to listen on and the origin's, both on loopback
     */
    public static void main(String[] args) throws InterruptedException {
        Map<String, String> settings = new TreeMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.equals("PROXY_TRANSPORT") || name.equals("PROXY_THREADS")) {
                settings.put(name, value);
            }
        });
        Counters counters = new Counters();
        OpenDatagramRelay relay =
                new OpenDatagramRelay(Integer.parseInt(args[0]), Integer.parseInt(args[1]), settings, counters);
        System.out.println("relays " + relay.address());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> print(counters)));
        new CountDownLatch(1).await();
    }

    private static void print(Counters counters) {
        for (Map.Entry<CounterId, Long> counter : counters.snapshot().entrySet()) {
            if (counter.getValue() != 0) {
                System.out.println(counter.getKey().name() + counter.getKey().labels() + " " + counter.getValue());
            }
        }
    }
}
