package org.mediaproxy.core;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.mediaproxy.core.http.ProxyVersion;
import org.mediaproxy.core.metrics.MetricSource;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginState;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.stream.StreamRole;

/** What a proxy has and is at the moment: its sessions, its origins as last heard of, its memory, its health. */
final class ProxyGauges implements MetricSource {

    static final String SESSIONS = "srs_proxy_sessions";
    static final String CONNECTIONS = "srs_proxy_connections";
    static final String CONNECTIONS_LIMIT = "srs_proxy_connections_limit";
    static final String ORIGINS = "srs_proxy_origins";
    static final String ORIGIN_SESSIONS = "srs_proxy_origin_sessions";
    static final String BUSIEST_ORIGIN = "srs_proxy_busiest_origin_sessions";
    static final String READY = "srs_proxy_ready";
    static final String TROUBLES = "srs_proxy_load_balancer_troubles";
    static final String DIRECT_MEMORY = "srs_proxy_direct_memory_bytes";
    static final String LOOPS = "srs_proxy_event_loops";
    static final String BUILD = "srs_proxy_build_info";

    /** What sessions are told apart by. */
    private record Kind(String protocol, String role) {}

    private final ProxyContext context;
    private final String loadBalancer;
    private volatile List<Origin> origins = List.of();

    /** Rows that were there once stay, or a protocol's last value would be one too many for ever. */
    private final Set<Kind> seen = ConcurrentHashMap.newKeySet();

    /** @param loadBalancer its type */
    ProxyGauges(ProxyContext context, String loadBalancer) {
        this.context = context;
        this.loadBalancer = loadBalancer;
    }

    @Override
    public CompletionStage<?> refresh() {
        return context.loadBalancer().origins().live().thenAccept(live -> origins = List.copyOf(live));
    }

    @Override
    public void read(Rows rows) {
        Map<OriginId, Long> byOrigin = sessions(rows);
        origins(rows, byOrigin);
        rows.add(CONNECTIONS, context.transport().connections());
        rows.add(CONNECTIONS_LIMIT, context.transport().settings().maxConnections());
        rows.add(READY, context.status().isReady() ? 1 : 0);
        rows.add(TROUBLES, context.loadBalancer().troubles().size());
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider usual) {
            rows.add(DIRECT_MEMORY, usual.metric().usedDirectMemory(), "allocator", "default");
        }
        // Where it is the default one as well, its memory is told once.
        boolean same = ByteBufAllocator.DEFAULT == PooledByteBufAllocator.DEFAULT;
        long pooled = same ? 0 : PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        rows.add(DIRECT_MEMORY, pooled, "allocator", "pooled");
        rows.add(LOOPS, context.transport().loops().size());
        String java = Integer.toString(Runtime.version().feature());
        rows.add(BUILD, 1, "version", ProxyVersion.current(), "java", java, "load_balancer", loadBalancer);
    }

    private Map<OriginId, Long> sessions(Rows rows) {
        Map<Kind, Long> byKind = new HashMap<>();
        Map<OriginId, Long> byOrigin = new HashMap<>();
        for (Session session : context.sessions().open()) {
            StreamRole role = session.role();
            byKind.merge(new Kind(session.protocol(), role == null ? "unknown" : role.label()), 1L, Long::sum);
            OriginId origin = session.origin();
            if (origin != null) {
                byOrigin.merge(origin, 1L, Long::sum);
            }
        }
        seen.addAll(byKind.keySet());
        for (Kind kind : seen) {
            rows.add(SESSIONS, byKind.getOrDefault(kind, 0L), "protocol", kind.protocol, "role", kind.role);
        }
        return byOrigin;
    }

    /** Sessions of origins whose registration is gone are counted as well: their relays go on. */
    private void origins(Rows rows, Map<OriginId, Long> byOrigin) {
        Map<OriginState, Long> count = new EnumMap<>(OriginState.class);
        Map<OriginState, Long> sessions = new EnumMap<>(OriginState.class);
        for (Origin origin : origins) {
            OriginState state = context.router().state(origin);
            count.merge(state, 1L, Long::sum);
            sessions.merge(state, byOrigin.getOrDefault(origin.id(), 0L), Long::sum);
        }
        for (OriginState state : OriginState.values()) {
            rows.add(ORIGINS, count.getOrDefault(state, 0L), "state", state.label());
            rows.add(ORIGIN_SESSIONS, sessions.getOrDefault(state, 0L), "state", state.label());
        }
        rows.add(ORIGIN_SESSIONS, Math.max(0, sum(byOrigin) - sum(sessions)), "state", "gone");
        rows.add(
                BUSIEST_ORIGIN,
                byOrigin.values().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    private static long sum(Map<?, Long> values) {
        return values.values().stream().mapToLong(Long::longValue).sum();
    }
}
