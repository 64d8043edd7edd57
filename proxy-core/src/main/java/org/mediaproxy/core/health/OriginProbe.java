package org.mediaproxy.core.health;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.OriginRegistry;
import org.mediaproxy.core.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the TCP ports of every live origin, one for each service, and closes at once. An origin that can be reached at one of
 * them is up: a service that it announces and does not run is no reason to leave the others. UDP ports say nothing to a stranger, so
 * an origin with none but those is not probed. Any thread.
 */
public final class OriginProbe {

    /** Probes of origins by result. */
    public static final String PROBES = "srs_proxy_origin_probes_total";

    /** How often; off unless set. */
    public static final Setting<Duration> INTERVAL = Setting.durationOrOff(
            "PROXY_ORIGIN_PROBE_INTERVAL", "0s", "How often the proxy tries to connect to each origin's TCP ports.");

    private static final Logger LOG = LoggerFactory.getLogger(OriginProbe.class);

    private final Transport transport;
    private final OriginRegistry origins;
    private final OriginHealth health;
    private final Counters counters;
    private final Set<OriginId> underWay = ConcurrentHashMap.newKeySet();

    public OriginProbe(Transport transport, OriginRegistry origins, OriginHealth health, Counters counters) {
        this.transport = transport;
        this.origins = origins;
        this.health = health;
        this.counters = counters;
    }

    /** Begins a round; an origin whose last probe has not ended is left out. Never blocks. */
    public void probe() {
        origins.live().whenComplete((live, error) -> {
            if (error != null) {
                LOG.debug("no origins to probe", error);
                return;
            }
            health.retain(live.stream().map(Origin::id).collect(Collectors.toSet()));
            live.forEach(this::probe);
        });
    }

    private void probe(Origin origin) {
        List<OriginEndpoint> endpoints = new ArrayList<>();
        for (OriginService service : OriginService.values()) {
            origin.endpoint(service, false).ifPresent(endpoints::add);
        }
        if (endpoints.isEmpty() || !underWay.add(origin.id())) {
            return;
        }
        List<CompletableFuture<Boolean>> tries =
                endpoints.stream().map(this::reach).toList();
        CompletableFuture.allOf(tries.toArray(CompletableFuture<?>[]::new)).thenRun(() -> {
            underWay.remove(origin.id());
            ended(origin.id(), tries.stream().anyMatch(CompletableFuture::join));
        });
    }

    private void ended(OriginId origin, boolean reached) {
        counters.counter(PROBES, "result", reached ? "ok" : "failed").increment();
        health.probed(origin, reached);
    }

    /** Whether the endpoint takes a connection; ends with the transport's time limit for connects. */
    private CompletableFuture<Boolean> reach(OriginEndpoint endpoint) {
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        ChannelFuture connecting =
                transport.connect(transport.nextLoop(), endpoint, new ChannelInboundHandlerAdapter());
        connecting.addListener(done -> {
            connecting.channel().close();
            reached.complete(done.isSuccess());
        });
        return reached;
    }
}
