package org.mediaproxy.core;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.health.OriginHealth;
import org.mediaproxy.core.health.OriginProbe;
import org.mediaproxy.core.http.server.HttpPorts;
import org.mediaproxy.core.load.ClusterReport;
import org.mediaproxy.core.load.OriginLoad;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.route.OriginRouter;
import org.mediaproxy.core.route.TimedRouter;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.spi.LoadBalancer;
import org.mediaproxy.core.spi.LoadBalancerContext;
import org.mediaproxy.core.spi.LoadBalancerProvider;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.core.takeover.Takeover;
import org.mediaproxy.core.tls.TlsPorts;
import org.mediaproxy.core.transport.Transport;

/** Collects the parts of a {@link MediaProxy}. Used by one thread. */
public final class MediaProxyBuilder {

    private final List<ProxyProtocol> protocols = new ArrayList<>();
    private final List<LoadBalancerProvider> providers = new ArrayList<>();
    private final Counters counters = new Counters();
    private Settings settings = Settings.of(Map.of());
    private @Nullable OriginPicker picker;
    private InstantSource clock = InstantSource.system();

    MediaProxyBuilder() {}

    /** The text of the settings, by name; replaces what was given before. Names without {@code PROXY_} are ignored. */
    public MediaProxyBuilder settings(Map<String, String> values) {
        settings = Settings.of(values);
        return this;
    }

    /** Adds a protocol. */
    public MediaProxyBuilder protocol(ProxyProtocol protocol) {
        protocols.add(protocol);
        return this;
    }

    /** Adds a load balancer; {@code PROXY_LOAD_BALANCER_TYPE} chooses, and a single one is taken without being named. */
    public MediaProxyBuilder loadBalancer(LoadBalancerProvider provider) {
        providers.add(provider);
        return this;
    }

    /** Replaces how the origin of a new stream is chosen, whatever {@code PROXY_ORIGIN_PICKER} says. */
    public MediaProxyBuilder picker(OriginPicker replacement) {
        picker = replacement;
        return this;
    }

    /** Replaces the clock, for tests. */
    public MediaProxyBuilder clock(InstantSource replacement) {
        clock = replacement;
        return this;
    }

    /** Every setting that this proxy reads: core's, then each module's. */
    public List<SettingsGroup> settingsGroups() {
        List<SettingsGroup> groups = new ArrayList<>(CoreSettings.groups());
        providers.forEach(provider -> groups.add(new SettingsGroup(provider.name(), provider.settings())));
        protocols.forEach(protocol -> groups.add(new SettingsGroup(protocol.name(), protocol.settings())));
        groups.removeIf(group -> group.settings().isEmpty());
        return groups;
    }

    /** Every metric of this proxy: core's, then each module's. */
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(CoreMetrics.ALL);
        providers.forEach(provider -> metrics.addAll(provider.metrics()));
        protocols.forEach(protocol -> metrics.addAll(protocol.metrics()));
        return metrics;
    }

    /**
     * Checks all settings and makes the proxy; binds nothing.
     *
     * @throws SettingsException with every problem of core and of all modules
     */
    public MediaProxy build() {
        Set<String> problems = new LinkedHashSet<>();
        CoreSettings core = CoreSettings.read(settings, providers, problems);
        LoadBalancer balancer = problems.isEmpty() ? open(core, problems) : null;
        if (balancer == null) {
            checkModules(core, problems);
            throw new SettingsException(List.copyOf(problems));
        }
        return assembled(core, balancer, problems);
    }

    private @Nullable LoadBalancer open(CoreSettings core, Set<String> problems) {
        try {
            return core.loadBalancer()
                    .orElseThrow()
                    .open(new LoadBalancerContext(
                            settings, counters, clock, core.route().originTtl()));
        } catch (SettingsException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    /** Where no context can be made, the settings of each module that would be used are still looked at. */
    private void checkModules(CoreSettings core, Set<String> problems) {
        SettingsReader reader = new SettingsReader(settings);
        core.loadBalancer().ifPresent(provider -> provider.settings().forEach(reader::get));
        protocols.forEach(protocol -> protocol.settings().forEach(reader::get));
        problems.addAll(reader.problems());
    }

    /** Makes the proxy, or closes what was made of it. */
    private MediaProxy assembled(CoreSettings core, LoadBalancer balancer, Set<String> problems) {
        List<AutoCloseable> made = new ArrayList<>(List.of(balancer));
        try {
            Transport transport = new Transport(core.transport(), counters);
            made.add(0, transport);
            MediaProxy proxy = assemble(core, balancer, transport, problems);
            made = List.of(proxy);
            if (problems.isEmpty()) {
                made = List.of();
                return proxy;
            }
            throw new SettingsException(List.copyOf(problems));
        } finally {
            made.forEach(part -> MediaProxy.quietly("the closing of a proxy that cannot be built", part::close));
        }
    }

    /** The application's own, or the one that is set, or the one that fits. */
    private OriginPicker picker(CoreSettings core, LoadBalancer balancer, OriginLoad load) {
        if (picker != null) {
            return picker;
        }
        PickerKind fitting = balancer.isShared() ? PickerKind.RENDEZVOUS : PickerKind.RANDOM;
        return core.picker().orElse(fitting).picker(load);
    }

    private MediaProxy assemble(CoreSettings core, LoadBalancer balancer, Transport transport, Set<String> problems) {
        String id = RunningContext.newId();
        OriginHealth health = new OriginHealth(clock);
        Sessions sessions = new Sessions(counters);
        ClusterReport report = new ClusterReport(balancer.cluster(), balancer.isShared(), sessions, clock, id);
        OriginPicker chosen = picker(core, balancer, report.load());
        OriginRouter router = new OriginRouter(
                balancer, chosen, core.route(), clock, counters, id, health, report.presence()::isGone);
        TlsPorts tls = new TlsPorts(core.tls(), counters);
        HttpPorts http = new HttpPorts(transport, counters, core.http(), tls);
        RunningContext context = new RunningContext(
                id,
                settings,
                transport,
                sessions,
                new TimedRouter(router, counters),
                balancer,
                new StreamUrlResolver(core.route().vhosts()),
                counters,
                http,
                tls);
        List<ProtocolServer> servers = new ArrayList<>();
        for (ProxyProtocol protocol : protocols) {
            try {
                servers.add(protocol.newServer(context));
            } catch (SettingsException e) {
                problems.addAll(e.problems());
            }
        }
        OwnOrigin own = new OwnOrigin(core.defaultBackend(), core.route().originTtl(), clock);
        OriginProbe probe = new OriginProbe(transport, balancer.origins(), health, counters);
        Upkeep upkeep = new Upkeep(router, own, report, probe, core.probeInterval());
        String type = core.loadBalancer().map(LoadBalancerProvider::name).orElse("");
        counters.describe(metrics());
        MetricParts metrics = new MetricParts(
                counters,
                List.of(new ProxyGauges(context, type), tls),
                core.metrics().loopLag());
        Optional<Takeover> takeover =
                core.takeover().map(path -> new Takeover(path, transport, balancer, context.secrets()));
        return new MediaProxy(transport, balancer, http, tls, context, servers, upkeep, metrics, takeover);
    }
}
