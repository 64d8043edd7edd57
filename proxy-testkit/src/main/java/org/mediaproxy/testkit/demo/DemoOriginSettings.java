package org.mediaproxy.testkit.demo;

import java.util.List;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;

/**
 * What can be set about the demo origin.
 *
 * @param on whether there is one
 * @param rtmp where it listens for RTMP
 * @param http where it listens for HTTP-FLV
 */
record DemoOriginSettings(boolean on, HostPort rtmp, HostPort http) {

    private static final String ANY_LOOPBACK_PORT = "127.0.0.1:0";

    static final Setting<Boolean> ORIGIN = Setting.flag(
            "PROXY_DEMO_ORIGIN",
            false,
            "Whether an origin runs inside the proxy, to try it without any other server; never for production.");

    static final Setting<HostPort> RTMP = listen("PROXY_DEMO_RTMP", "Where the demo origin listens for RTMP.");

    static final Setting<HostPort> HTTP = listen("PROXY_DEMO_HTTP", "Where the demo origin listens for HTTP-FLV.");

    static final List<Setting<?>> ALL = List.of(ORIGIN, RTMP, HTTP);

    static DemoOriginSettings read(Settings settings) {
        SettingsReader reader = new SettingsReader(settings);
        DemoOriginSettings read = new DemoOriginSettings(reader.get(ORIGIN), reader.get(RTMP), reader.get(HTTP));
        reader.check();
        return read;
    }

    private static Setting<HostPort> listen(String name, String description) {
        return new Setting<>(
                name,
                "port, host:port or [v6]:port; port 0 takes a free one",
                ANY_LOOPBACK_PORT,
                description,
                false,
                HostPort::parse);
    }
}
