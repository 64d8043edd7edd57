package org.mediaproxy.rtc.signal;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses at which browsers reach the proxy's media. Names are looked up when an answer needs them and what is known is over
 * a minute old; only the very first lookup is waited for. Any thread.
 */
final class AdvertisedHosts {

    private static final Logger LOG = LoggerFactory.getLogger(AdvertisedHosts.class);

    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

    /** A name may have more addresses than anybody needs in an answer. */
    private static final int MAX_ADDRESSES = 16;

    private final List<Host> hosts;
    private final Function<String, CompletionStage<List<InetAddress>>> resolver;
    private final LongSupplier nanos;

    AdvertisedHosts(
            List<String> hosts, Function<String, CompletionStage<List<InetAddress>>> resolver, LongSupplier nanos) {
        this.hosts = hosts.stream().map(Host::new).toList();
        this.resolver = resolver;
        this.nanos = nanos;
    }

    /**
     * The addresses for one answer, preferred ones first; never none, and never a failure.
     *
     * @param local where the client reached the proxy, which is the answer where nothing is set or no name can be resolved
     */
    CompletionStage<List<InetAddress>> now(InetAddress local) {
        CompletionStage<Set<InetAddress>> all = CompletableFuture.completedStage(new LinkedHashSet<>());
        for (Host host : hosts) {
            all = all.thenCombine(host.addresses(), (before, more) -> {
                before.addAll(more);
                return before;
            });
        }
        return all.thenApply(found -> {
            found.removeIf(InetAddress::isAnyLocalAddress);
            List<InetAddress> some = new ArrayList<>(found).subList(0, Math.min(MAX_ADDRESSES, found.size()));
            return some.isEmpty() ? List.of(local) : List.copyOf(some);
        });
    }

    private record Known(List<InetAddress> addresses, long atNanos) {}

    private final class Host {

        private final String name;
        private final AtomicReference<@Nullable CompletableFuture<List<InetAddress>>> asked = new AtomicReference<>();
        private volatile @Nullable Known known;
        private volatile boolean warned;

        Host(String name) {
            this.name = name;
        }

        CompletionStage<List<InetAddress>> addresses() {
            Known last = known;
            if (last != null && nanos.getAsLong() - last.atNanos < FRESH_NANOS) {
                return CompletableFuture.completedStage(last.addresses);
            }
            CompletionStage<List<InetAddress>> lookup = lookUp();
            return last == null ? lookup : CompletableFuture.completedStage(last.addresses);
        }

        /** One at a time; whoever else asks meanwhile gets the same. */
        private CompletionStage<List<InetAddress>> lookUp() {
            CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
            CompletableFuture<List<InetAddress>> other = asked.compareAndExchange(null, mine);
            if (other != null) {
                return other;
            }
            resolver.apply(name).whenComplete((found, error) -> {
                if (error == null && !found.isEmpty()) {
                    known = new Known(found, nanos.getAsLong());
                    warned = false;
                } else {
                    failed(error);
                }
                Known now = known;
                asked.set(null);
                mine.complete(now == null ? List.of() : now.addresses);
            });
            return mine;
        }

        /** What was known stays; the next answer asks again. One line until it goes well. */
        private void failed(@Nullable Throwable error) {
            if (!warned) {
                warned = true;
                LOG.warn("PROXY_RTC_CANDIDATES: {} cannot be resolved: {}", name, String.valueOf(error));
            }
        }
    }
}
