package org.mediaproxy.core.http.server;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.tls.TlsPort;
import org.mediaproxy.core.tls.TlsSettings;

/**
 * Where the HTTP ports listen.
 *
 * @param addresses one for each port
 * @param tlsAddresses those with TLS beside them
 */
public record HttpSettings(Map<HttpPort, HostPort> addresses, Map<HttpPort, HostPort> tlsAddresses) {

    private static final Setting<HostPort> STREAM =
            Setting.listen("PROXY_HTTP_SERVER", 18080, "HTTP-FLV, HTTP-TS, HLS, DASH and static files.");

    private static final Setting<HostPort> API =
            Setting.listen("PROXY_HTTP_API", 11985, "WHIP, WHEP and the aggregated API of the origins.");

    private static final Setting<HostPort> SYSTEM = Setting.listen(
            "PROXY_SYSTEM_API", 12025, "The System API: registration of origins, status, health, metrics.");

    private static final Setting<Optional<HostPort>> STREAM_TLS = Setting.listenIfSet(
            "PROXY_HTTPS_SERVER",
            "The same as PROXY_HTTP_SERVER with TLS, by HTTP/2 and HTTP/1.1; unset, nowhere. Needs"
                    + " PROXY_TLS_CERT_FILE.");

    private static final Setting<Optional<HostPort>> API_TLS = Setting.listenIfSet(
            "PROXY_HTTPS_API", "The same as PROXY_HTTP_API with TLS; unset, nowhere. Needs PROXY_TLS_CERT_FILE.");

    private static final Setting<Optional<HostPort>> SYSTEM_TLS = Setting.listenIfSet(
            "PROXY_HTTPS_SYSTEM_API",
            "The same as PROXY_SYSTEM_API with TLS; unset, nowhere. Needs PROXY_TLS_CERT_FILE.");

    /** All settings of the ports. */
    public static final List<Setting<?>> ALL = List.of(STREAM, STREAM_TLS, API, API_TLS, SYSTEM, SYSTEM_TLS);

    public HttpSettings {
        addresses = Map.copyOf(addresses);
        tlsAddresses = Map.copyOf(tlsAddresses);
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
        Map<HttpPort, HostPort> tlsAddresses = new EnumMap<>(HttpPort.class);
        reader.get(STREAM_TLS).ifPresent(address -> tlsAddresses.put(HttpPort.STREAM, address));
        reader.get(API_TLS).ifPresent(address -> tlsAddresses.put(HttpPort.API, address));
        reader.get(SYSTEM_TLS).ifPresent(address -> tlsAddresses.put(HttpPort.SYSTEM, address));
        return new HttpSettings(addresses, tlsAddresses);
    }

    /** Tells the reader of every port with TLS that has no certificate. */
    public void check(SettingsReader reader, TlsSettings tls) {
        for (HttpPort port : tlsAddresses.keySet()) {
            boolean own = !tls.own().getOrDefault(tlsPort(port), List.of()).isEmpty();
            if (!own && tls.shared().isEmpty()) {
                reader.problem(tlsSetting(port), "needs PROXY_TLS_CERT_FILE and PROXY_TLS_KEY_FILE");
            }
        }
    }

    private static Setting<?> tlsSetting(HttpPort port) {
        return switch (port) {
            case STREAM -> STREAM_TLS;
            case API -> API_TLS;
            case SYSTEM -> SYSTEM_TLS;
        };
    }

    /** Whose certificate a port with TLS has. */
    static TlsPort tlsPort(HttpPort port) {
        return switch (port) {
            case STREAM -> TlsPort.HTTPS;
            case API -> TlsPort.HTTPS_API;
            case SYSTEM -> TlsPort.SYSTEM_API;
        };
    }

    /** The address of a port with TLS, if there is one. */
    Optional<HostPort> tlsAddress(HttpPort port) {
        return Optional.ofNullable(tlsAddresses.get(port));
    }

    /** The address of a port. */
    HostPort address(HttpPort port) {
        return Objects.requireNonNull(addresses.get(port));
    }
}
