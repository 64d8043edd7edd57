package org.mediaproxy.system;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.BearerAuth;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** The System API as a module: routes on core's system port. */
public final class SystemProtocol implements ProxyProtocol {

    @Override
    public String name() {
        return "system";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(); // authentication is core's
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.counter(HookCall.HOOKS, "Callbacks of SRS, by what came of them.", "result"));
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        SettingsReader reader = new SettingsReader(context.settings());
        BearerAuth auth = BearerAuth.read(reader);
        reader.check();
        return new SystemServer(context, auth);
    }
}
