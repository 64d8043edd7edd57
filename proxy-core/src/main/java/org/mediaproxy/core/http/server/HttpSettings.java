package org.mediaproxy.core.http.server;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpPort;

/**
 * Where the HTTP ports listen.
 *
 * @param addresses one for each port
 */
public record HttpSettings(Map<HttpPort, HostPort> addresses) {

    private static final Setting<HostPort> STREAM =
            Setting.listen("PROXY_HTTP_SERVER", 18080, "HTTP-FLV, HTTP-TS, HLS, DASH and static files.");

    private static final Setting<HostPort> API =
            Setting.listen("PROXY_HTTP_API", 11985, "WHIP, WHEP and the aggregated API of the origins.");

    private static final Setting<HostPort> SYSTEM = Setting.listen(
            "PROXY_SYSTEM_API", 12025, "The System API: registration of origins, status, health, metrics.");

    /** All settings of the ports. */
    public static final List<Setting<?>> ALL = List.of(STREAM, API, SYSTEM);

    public HttpSettings {
        addresses = Map.copyOf(addresses);
        if (addresses.size() != HttpPort.values().length) {
            throw new IllegalArgumentException("every HTTP port needs an address");
        }
    }

    /** Reads them; problems stay with the reader. */
    public static HttpSettings read(SettingsReader reader) {
        Map<HttpPort, HostPort> addresses = new EnumMap<>(HttpPort.class);
        addresses.put(HttpPort.STREAM, reader.get(STREAM));
        addresses.put(HttpPort.API, reader.get(API));
        addresses.put(HttpPort.SYSTEM, reader.get(SYSTEM));
        return new HttpSettings(addresses);
    }

    /** The address of a port. */
    HostPort address(HttpPort port) {
        return Objects.requireNonNull(addresses.get(port));
    }
}
