package org.mediaproxy.testkit.demo;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** Runs a {@link DemoOrigin} inside the proxy and registers it, where {@code PROXY_DEMO_ORIGIN} is on. */
public final class DemoOriginProtocol implements ProxyProtocol {

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public List<Setting<?>> settings() {
        return DemoOriginSettings.ALL;
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        DemoOriginSettings settings = DemoOriginSettings.read(context.settings());
        return settings.on() ? new DemoOriginServer(context, settings) : new NoServer();
    }
}
