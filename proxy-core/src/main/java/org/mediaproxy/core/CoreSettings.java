package org.mediaproxy.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.health.OriginProbe;
import org.mediaproxy.core.http.BearerAuth;
import org.mediaproxy.core.http.server.HttpSettings;
import org.mediaproxy.core.metrics.MetricsSettings;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.route.DefaultBackend;
import org.mediaproxy.core.route.RouteSettings;
import org.mediaproxy.core.spi.LoadBalancerProvider;
import org.mediaproxy.core.takeover.TakeoverSettings;
import org.mediaproxy.core.tls.OriginTls;
import org.mediaproxy.core.tls.TlsSettings;
import org.mediaproxy.core.transport.TransportSettings;

/** All that core itself can be set to, read in one go so that every problem is reported at once. */
record CoreSettings(
        TransportSettings transport,
        RouteSettings route,
        Optional<PickerKind> picker,
        Duration probeInterval,
        HttpSettings http,
        TlsSettings tls,
        Optional<Origin> defaultBackend,
        MetricsSettings metrics,
        Optional<Path> takeover,
        Optional<LoadBalancerProvider> loadBalancer) {

    static final Setting<String> LOAD_BALANCER = Setting.text(
            "PROXY_LOAD_BALANCER_TYPE",
            "the name of a load balancer on the class path",
            "memory",
            "Where shared state lives: memory for one proxy, redis or mesh for many.");

    static List<SettingsGroup> groups() {
        return List.of(
                new SettingsGroup("http ports", HttpSettings.ALL),
                new SettingsGroup("http authentication", BearerAuth.ALL),
                new SettingsGroup("network", TransportSettings.ALL),
                new SettingsGroup("tls", tlsOfBothSides()),
                new SettingsGroup("routing", routing()),
                new SettingsGroup("load balancer", List.of(LOAD_BALANCER)),
                new SettingsGroup("default backend", DefaultBackend.ALL),
                new SettingsGroup("metrics", MetricsSettings.ALL),
                new SettingsGroup("upgrades", TakeoverSettings.ALL));
    }

    private static List<Setting<?>> routing() {
        List<Setting<?>> all = new ArrayList<>(RouteSettings.ALL);
        all.add(PickerKind.SETTING);
        all.add(OriginProbe.INTERVAL);
        return all;
    }

    private static List<Setting<?>> tlsOfBothSides() {
        List<Setting<?>> all = new ArrayList<>(TlsSettings.ALL);
        all.addAll(OriginTls.ALL);
        return all;
    }

    static CoreSettings read(Settings settings, List<LoadBalancerProvider> providers, Set<String> problems) {
        SettingsReader reader = new SettingsReader(settings);
        String type = reader.get(LOAD_BALANCER);
        if (providers.stream().filter(p -> p.name().equals(type)).count() > 1) {
            reader.problem(LOAD_BALANCER, "two load balancers '" + type + "' are on the class path; one must go");
        }
        Optional<LoadBalancerProvider> provider = providers.size() == 1 && !reader.isSet(LOAD_BALANCER)
                ? Optional.of(providers.get(0))
                : providers.stream().filter(p -> p.name().equals(type)).findFirst();
        if (provider.isEmpty()) {
            String known = String.join(
                    ", ", providers.stream().map(LoadBalancerProvider::name).toList());
            reader.problem(LOAD_BALANCER, "no load balancer '" + type + "' is on the class path; there is: " + known);
        }
        BearerAuth.read(reader); // each module that guards calls reads it for itself
        TransportSettings transport = TransportSettings.read(reader);
        CoreSettings read = new CoreSettings(
                transport,
                RouteSettings.read(reader),
                reader.get(PickerKind.SETTING),
                reader.get(OriginProbe.INTERVAL),
                HttpSettings.read(reader),
                TlsSettings.read(reader),
                DefaultBackend.read(reader),
                MetricsSettings.read(reader),
                TakeoverSettings.read(reader, transport),
                provider);
        read.http().check(reader, read.tls());
        problems.addAll(reader.problems());
        return read;
    }
}
