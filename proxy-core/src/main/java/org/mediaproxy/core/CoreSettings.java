package org.mediaproxy.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.BearerAuth;
import org.mediaproxy.core.http.server.HttpSettings;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.route.DefaultBackend;
import org.mediaproxy.core.route.RouteSettings;
import org.mediaproxy.core.spi.LoadBalancerProvider;
import org.mediaproxy.core.tls.TlsFiles;
import org.mediaproxy.core.tls.TlsSettings;
import org.mediaproxy.core.transport.TransportSettings;

/** All that core itself can be set to, read in one go so that every problem is reported at once. */
record CoreSettings(
        TransportSettings transport,
        RouteSettings route,
        HttpSettings http,
        Optional<TlsFiles> tls,
        Optional<Origin> defaultBackend,
        Optional<LoadBalancerProvider> loadBalancer) {

    static final Setting<String> LOAD_BALANCER = Setting.text(
            "PROXY_LOAD_BALANCER_TYPE",
            "the name of a load balancer on the class path",
            "memory",
            "Where shared state lives: memory for one proxy.");

    static List<SettingsGroup> groups() {
        return List.of(
                new SettingsGroup("http ports", HttpSettings.ALL),
                new SettingsGroup("http authentication", BearerAuth.ALL),
                new SettingsGroup("network", TransportSettings.ALL),
                new SettingsGroup("tls", TlsSettings.ALL),
                new SettingsGroup("routing", RouteSettings.ALL),
                new SettingsGroup("load balancer", List.of(LOAD_BALANCER)),
                new SettingsGroup("default backend", DefaultBackend.ALL));
    }

    static CoreSettings read(Settings settings, List<LoadBalancerProvider> providers, Set<String> problems) {
        SettingsReader reader = new SettingsReader(settings);
        String type = reader.get(LOAD_BALANCER);
        Optional<LoadBalancerProvider> provider = providers.size() == 1 && !reader.isSet(LOAD_BALANCER)
                ? Optional.of(providers.get(0))
                : providers.stream().filter(p -> p.name().equals(type)).findFirst();
        if (provider.isEmpty()) {
            String known = String.join(
                    ", ", providers.stream().map(LoadBalancerProvider::name).toList());
            reader.problem(LOAD_BALANCER, "no load balancer '" + type + "' is on the class path; there is: " + known);
        }
        BearerAuth.read(reader); // each module that guards calls reads it for itself
        CoreSettings read = new CoreSettings(
                TransportSettings.read(reader),
                RouteSettings.read(reader),
                HttpSettings.read(reader),
                TlsSettings.read(reader),
                DefaultBackend.read(reader),
                provider);
        problems.addAll(reader.problems());
        return read;
    }
}
