package org.mediaproxy.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.health.OriginHealth;
import org.mediaproxy.core.health.OriginProbe;
import org.mediaproxy.core.load.ClusterReport;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.route.MapLoadBalancer;
import org.mediaproxy.core.route.OriginRouter;
import org.mediaproxy.core.route.RouteSettings;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.stream.VhostRule;
import org.mediaproxy.core.transport.Pulse;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

final class UpkeepTest {

    private final Counters counters = new Counters();
    private final InstantSource clock = InstantSource.system();
    private final MapLoadBalancer balancer = new MapLoadBalancer(clock, Runnable::run);
    private final Transport transport = new Transport(
            TransportSettings.read(new SettingsReader(Settings.of(Map.of("PROXY_THREADS", "1")))), counters);

    @AfterEach
    void close() {
        transport
                .closeAsync()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private List<Duration> often(boolean shared, Duration probeInterval) {
        balancer.shared = shared;
        OriginHealth health = new OriginHealth(clock);
        OriginRouter router = new OriginRouter(
                balancer,
                (stream, all) -> all.get(0),
                new RouteSettings(new VhostRule(List.of()), Duration.ofMinutes(5), Duration.ofMinutes(10), 100),
                clock,
                counters,
                "one",
                health,
                proxy -> false);
        ClusterReport report = new ClusterReport(balancer.cluster(), shared, new Sessions(counters), clock, "one");
        Upkeep upkeep = new Upkeep(
                router,
                new OwnOrigin(Optional.empty(), Duration.ofMinutes(5), clock),
                report,
                new OriginProbe(transport, balancer.origins(), health, counters),
                probeInterval);
        return upkeep.tasks(balancer).stream()
                .map(Upkeep.Task::every)
                .filter(every -> every.compareTo(Pulse.BEAT) < 0)
                .toList();
    }

    @Test
    void proxiesThatShareStateTellAndHearTheOthersEverySecond() {
        assertThat(often(true, Duration.ZERO)).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void aProxyThatIsAloneWakesNoOftenerThanTheBeat() {
        assertThat(often(false, Duration.ZERO)).isEmpty();
    }

    @Test
    void originsAreProbedAsOftenAsIsSaid() {
        assertThat(often(false, Duration.ofMillis(500))).containsExactly(Duration.ofMillis(500));
    }
}
