package org.mediaproxy.core.route;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;

/** The origin that never registers itself, such as a plain nginx-rtmp: the proxy does it in its place. */
public final class DefaultBackend {

    static final Setting<Boolean> ENABLED = Setting.flag(
            "PROXY_DEFAULT_BACKEND_ENABLED",
            false,
            "Whether there is an origin that need not register: the one described by PROXY_DEFAULT_BACKEND_*.");

    static final Setting<String> IP = Setting.text(
            "PROXY_DEFAULT_BACKEND_IP", "address or DNS name", "127.0.0.1", "Address of the default origin.");

    private static final Setting<List<String>> TLS = Setting.list(
            "PROXY_DEFAULT_BACKEND_TLS",
            "rtmp, http, api, rtsp, or several of them separated by commas",
            "",
            "The services for which the default origin speaks TLS.");

    private static final Map<OriginService, Setting<Integer>> PORTS = ports();

    /** All settings of this class. */
    public static final List<Setting<?>> ALL = all();

    private DefaultBackend() {}

    private static Map<OriginService, Setting<Integer>> ports() {
        Map<OriginService, Integer> defaults = new EnumMap<>(OriginService.class);
        defaults.put(OriginService.RTMP, 1935);
        defaults.put(OriginService.HTTP, 8080);
        defaults.put(OriginService.API, 1985);
        defaults.put(OriginService.RTC, 8000);
        defaults.put(OriginService.SRT, 10080);
        defaults.put(OriginService.RTSP, 8554);
        Map<OriginService, Setting<Integer>> ports = new EnumMap<>(OriginService.class);
        defaults.forEach((service, port) -> ports.put(
                service,
                Setting.port(
                        "PROXY_DEFAULT_BACKEND_" + service.name(),
                        port,
                        service.name() + " port of the default origin.")));
        return ports;
    }

    private static List<Setting<?>> all() {
        List<Setting<?>> settings = new java.util.ArrayList<>(List.of(ENABLED, IP));
        settings.addAll(PORTS.values());
        settings.add(TLS);
        return List.copyOf(settings);
    }

    /** The default origin, if it is enabled; problems stay with the reader. */
    public static Optional<Origin> read(SettingsReader reader) {
        boolean enabled = reader.get(ENABLED);
        String ip = reader.get(IP);
        Map<OriginService, List<String>> listens = new EnumMap<>(OriginService.class);
        Set<OriginService> tls = tls(reader);
        PORTS.forEach((service, setting) ->
                listens.put(service, List.of((tls.contains(service) ? "tls://" : "") + reader.get(setting))));
        return enabled
                ? Optional.of(
                        new Origin("default", "backend", "0", ip, "default-backend", listens, Instant.EPOCH, false))
                : Optional.empty();
    }

    private static Set<OriginService> tls(SettingsReader reader) {
        Set<OriginService> services = EnumSet.noneOf(OriginService.class);
        for (String word : reader.get(TLS)) {
            Optional<OriginService> named = Arrays.stream(OriginService.values())
                    .filter(service -> service.mayHaveTls() && service.label().equals(word.toLowerCase(Locale.ROOT)))
                    .findFirst();
            if (named.isEmpty()) {
                reader.problem(TLS, "'" + word + "' is none of them");
            }
            named.ifPresent(services::add);
        }
        return services;
    }
}
