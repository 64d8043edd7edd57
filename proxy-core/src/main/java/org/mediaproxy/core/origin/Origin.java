package org.mediaproxy.core.origin;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An origin server as it registered itself. Immutable, and equal to another with the same parts. */
public final class Origin {

    private final String server;
    private final String service;
    private final String pid;
    private final String ip;
    private final String deviceId;
    private final Map<OriginService, List<String>> listens;
    private final Instant updatedAt;
    private final boolean draining;

    // Each decision asks for these.
    private final OriginId id;
    private final Map<OriginService, List<OriginEndpoint>> endpoints = new EnumMap<>(OriginService.class);

    /**
     * An origin with all its parts.
     *
     * @param server stays over restarts
     * @param service changes with each start
     * @param pid the process
     * @param ip the address at which wildcard endpoints are reached; an IP address or a DNS name
     * @param deviceId a label of the operator's; may be empty
     * @param listens each service's endpoints in the spelling of the registration, which is also how they are stored
     * @param updatedAt the last registration
     * @param draining whether it gets no new streams
     * @throws IllegalArgumentException if a part that names it is empty, or an endpoint's spelling is wrong
     */
    public Origin(
            String server,
            String service,
            String pid,
            String ip,
            String deviceId,
            Map<OriginService, List<String>> listens,
            Instant updatedAt,
            boolean draining) {
        if (ip.isBlank() || server.isBlank() || service.isBlank() || pid.isBlank()) {
            throw new IllegalArgumentException("ip, server, service or pid is empty");
        }
        this.server = server;
        this.service = service;
        this.pid = pid;
        this.ip = ip;
        this.deviceId = deviceId;
        this.updatedAt = updatedAt;
        this.draining = draining;
        this.id = OriginId.of(server, service, pid);
        Map<OriginService, List<String>> copy = new EnumMap<>(OriginService.class);
        listens.forEach((name, spellings) -> {
            copy.put(name, List.copyOf(spellings));
            endpoints.put(name, parsed(name, spellings, ip));
        });
        this.listens = Map.copyOf(copy);
    }

    /** Fails with the service's name in front, so that whoever registers sees which of its lists is wrong. */
    private static List<OriginEndpoint> parsed(OriginService service, List<String> spellings, String ip) {
        try {
            return spellings.stream()
                    .map(spelling -> OriginEndpoint.parse(spelling, service, ip))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(service.label() + ": " + e.getMessage(), e);
        }
    }

    /** Stays over restarts. */
    public String server() {
        return server;
    }

    /** Changes with each start. */
    public String service() {
        return service;
    }

    /** The process. */
    public String pid() {
        return pid;
    }

    /** The address at which wildcard endpoints are reached; an IP address or a DNS name. */
    public String ip() {
        return ip;
    }

    /** A label of the operator's; may be empty. */
    public String deviceId() {
        return deviceId;
    }

    /** Each service's endpoints as registered. */
    public Map<OriginService, List<String>> listens() {
        return listens;
    }

    /** The last registration. */
    public Instant updatedAt() {
        return updatedAt;
    }

    /** Whether it gets no new streams. */
    public boolean draining() {
        return draining;
    }

    /** Identifies this run of the server. */
    public OriginId id() {
        return id;
    }

    /** Whether the other is a different run of the same server: the one that registered later is the one that lives. */
    public boolean isOtherRunOf(Origin other) {
        return server.equals(other.server) && !(service.equals(other.service) && pid.equals(other.pid));
    }

    /** The first endpoint of a service, TCP or UDP; empty if the origin does not serve it. */
    public Optional<OriginEndpoint> endpoint(OriginService name, boolean udp) {
        for (OriginEndpoint endpoint : endpoints.getOrDefault(name, List.of())) {
            if (endpoint.udp() == udp) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }

    /** Whether the origin has an endpoint for the service. */
    public boolean serves(OriginService name) {
        return !spellings(name).isEmpty();
    }

    /** The endpoints of a service as registered; empty if there are none. */
    public List<String> spellings(OriginService name) {
        return listens.getOrDefault(name, List.of());
    }

    /** The same origin, registered again at the given time. */
    public Origin updated(Instant at) {
        return new Origin(server, service, pid, ip, deviceId, listens, at, draining);
    }

    /** The same origin with another draining mark. */
    public Origin withDraining(boolean drains) {
        return new Origin(server, service, pid, ip, deviceId, listens, updatedAt, drains);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin that
                && id.equals(that.id)
                && server.equals(that.server)
                && service.equals(that.service)
                && ip.equals(that.ip)
                && deviceId.equals(that.deviceId)
                && listens.equals(that.listens)
                && updatedAt.equals(that.updatedAt)
                && draining == that.draining;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, ip, updatedAt);
    }

    @Override
    public String toString() {
        return id + " at " + ip + " " + listens + (draining ? " draining" : "") + " since " + updatedAt;
    }
}
