package org.mediaproxy.core.origin;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An origin server as it registered itself. Immutable.
 *
 * @param server stays over restarts
 * @param service changes with each start
 * @param pid the process
 * @param ip the address at which wildcard endpoints are reached; an IP address or a DNS name
 * @param deviceId a label of the operator's; may be empty
 * @param listens each service's endpoints in the spelling of the registration, which is also how they are stored
 * @param updatedAt the last registration
 * @param draining whether it gets no new streams
 */
public record Origin(
        String server,
        String service,
        String pid,
        String ip,
        String deviceId,
        Map<OriginService, List<String>> listens,
        Instant updatedAt,
        boolean draining) {

    public Origin {
        if (ip.isBlank() || server.isBlank() || service.isBlank() || pid.isBlank()) {
            throw new IllegalArgumentException("ip, server, service or pid is empty");
        }
        Map<OriginService, List<String>> copy = new EnumMap<>(OriginService.class);
        for (Map.Entry<OriginService, List<String>> entry : listens.entrySet()) {
            for (String spelling : entry.getValue()) {
                check(spelling, entry.getKey(), ip);
            }
            copy.put(entry.getKey(), List.copyOf(entry.getValue()));
        }
        listens = Map.copyOf(copy);
    }

    /** Fails with the service's name in front, so that whoever registers sees which of its lists is wrong. */
    private static void check(String spelling, OriginService service, String ip) {
        try {
            OriginEndpoint.parse(spelling, service, ip);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(service.label() + ": " + e.getMessage(), e);
        }
    }

    /** Identifies this run of the server. */
    public OriginId id() {
        return OriginId.of(server, service, pid);
    }

    /** Whether the other is a different run of the same server: the one that registered later is the one that lives. */
    public boolean isOtherRunOf(Origin other) {
        return server.equals(other.server) && !(service.equals(other.service) && pid.equals(other.pid));
    }

    /** The first endpoint of a service, TCP or UDP; empty if the origin does not serve it. */
    public Optional<OriginEndpoint> endpoint(OriginService service, boolean udp) {
        for (String spelling : spellings(service)) {
            OriginEndpoint endpoint = OriginEndpoint.parse(spelling, service, ip);
            if (endpoint.udp() == udp) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }

    /** Whether the origin has an endpoint for the service. */
    public boolean serves(OriginService service) {
        return !spellings(service).isEmpty();
    }

    /** The endpoints of a service as registered; empty if there are none. */
    public List<String> spellings(OriginService service) {
        return listens.getOrDefault(service, List.of());
    }

    /** The same origin, registered again at the given time. */
    public Origin updated(Instant at) {
        return new Origin(server, service, pid, ip, deviceId, listens, at, draining);
    }

    /** The same origin with another draining mark. */
    public Origin withDraining(boolean drains) {
        return new Origin(server, service, pid, ip, deviceId, listens, updatedAt, drains);
    }
}
