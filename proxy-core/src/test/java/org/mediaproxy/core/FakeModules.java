package org.mediaproxy.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.route.MapLoadBalancer;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.LoadBalancerProvider;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** A protocol and a load balancer that write down what is done with them. */
final class FakeModules {

    final List<String> steps = new CopyOnWriteArrayList<>();
    final List<MapLoadBalancer> balancers = new CopyOnWriteArrayList<>();
    final List<ProxyContext> contexts = new CopyOnWriteArrayList<>();

    /** Whether balancers opened from now on say that other proxies share their state. */
    volatile boolean shared;

    /** What every server's start, drain and close give. */
    Supplier<CompletionStage<@Nullable Void>> start = FakeModules::done;

    Supplier<CompletionStage<@Nullable Void>> drain = FakeModules::done;
    Supplier<CompletionStage<@Nullable Void>> close = FakeModules::done;

    static CompletionStage<@Nullable Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    ProxyProtocol protocol(String name) {
        return new FakeProtocol(name);
    }

    LoadBalancerProvider balancer(String name) {
        return new FakeProvider(name);
    }

    private static Setting<Integer> number(String name) {
        return Setting.integer("PROXY_" + name.toUpperCase(java.util.Locale.ROOT) + "_NUMBER", 1, 1, 9, "A.");
    }

    private final class FakeProvider implements LoadBalancerProvider {

        private final String name;

        FakeProvider(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(number(name));
        }

        @Override
        public LoadBalancer open(LoadBalancerContext context) {
            SettingsReader reader = new SettingsReader(context.settings());
            reader.get(number(name));
            reader.check();
            MapLoadBalancer balancer = new MapLoadBalancer(context.clock(), Runnable::run);
            balancer.shared = shared;
            balancers.add(balancer);
            return balancer;
        }
    }

    private final class FakeProtocol implements ProxyProtocol {

        private final String name;

        FakeProtocol(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(number(name));
        }

        @Override
        public ProtocolServer newServer(ProxyContext context) {
            SettingsReader reader = new SettingsReader(context.settings());
            reader.get(number(name));
            reader.check();
            if (name.equals("buggy")) {
                throw new IllegalStateException("on purpose");
            }
            contexts.add(context);
            return new FakeServer(name, context);
        }
    }

    private final class FakeServer implements ProtocolServer {

        private final String name;
        private final ProxyContext context;

        FakeServer(String name, ProxyContext context) {
            this.name = name;
            this.context = context;
        }

        @Override
        public CompletionStage<@Nullable Void> start() {
            steps.add(name + " start" + (context.status().isReady() ? " ready" : ""));
            return start.get();
        }

        @Override
        public CompletionStage<@Nullable Void> drain() {
            steps.add(name + " drain" + (context.status().isReady() ? " ready" : ""));
            return drain.get();
        }

        @Override
        public CompletionStage<@Nullable Void> close() {
            steps.add(name + " close" + (balancers.get(0).closed ? " too late" : ""));
            return close.get();
        }

        @Override
        public List<BoundEndpoint> endpoints() {
            return List.of(new BoundEndpoint(name, "x", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
        }
    }
}
