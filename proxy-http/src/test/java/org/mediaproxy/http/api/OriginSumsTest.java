package org.mediaproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.testing.FakeLoadBalancer;

/** Sums over origins that answer as the test says; nothing here is a socket. */
final class OriginSumsTest {

    private static final Duration SCRAPE = Duration.ofSeconds(15);

    private final Map<Integer, FakeSrs> byPort = new HashMap<>();
    private final FakeLoadBalancer balancer = new FakeLoadBalancer();
    private final Counters counters = new Counters();
    private long nanos;

    private final OriginApi api = new OriginApi(
            this::answer,
            new OriginApiSettings("", Duration.ofSeconds(3), true),
            Runnable::run,
            counters,
            new OriginTroubles());

    private final OriginSums sums = new OriginSums(api, balancer.origins(), () -> nanos);

    private CompletionStage<OriginReply> answer(
            OriginEndpoint to, FullHttpRequest request, int maxBytes, Duration deadline) {
        String target = request.uri();
        request.release();
        FakeSrs srs = byPort.get(to.port());
        byte[] body = srs == null ? new byte[0] : srs.answer("GET", target).getBytes(StandardCharsets.UTF_8);
        HttpResponseStatus status = srs == null ? HttpResponseStatus.BAD_GATEWAY : HttpResponseStatus.OK;
        return CompletableFuture.completedFuture(new OriginReply(status, new DefaultHttpHeaders(), body));
    }

    private Origin origin(int port, FakeSrs srs) {
        byPort.put(port, srs);
        Origin origin = srs.origin(port);
        balancer.registered().put(origin.id(), origin);
        return origin;
    }

    private Map<String, Double> scraped() {
        nanos += SCRAPE.toNanos();
        counters.add(sums);
        assertThat(sums.refresh().toCompletableFuture()).isCompleted();
        Map<String, Double> values = new HashMap<>();
        counters.values().forEach((id, value) -> values.put(id.name(), value));
        counters.remove(sums);
        return values;
    }

    @Test
    void figuresOfAllOriginsAreAddedUp() {
        origin(
                1,
                new FakeSrs("a").publish("vid-1", "__defaultVhost__", "one", 2).publish("vid-2", "v", "two", 1));
        origin(2, new FakeSrs("b").publish("vid-1", "v", "one", 0));
        assertThat(scraped())
                .containsEntry("srs_streams", 3.0)
                .containsEntry("srs_clients", 6.0)
                .containsEntry("srs_cpu_percent", 50.0)
                .containsEntry("srs_memory", 2000.0)
                .containsEntry("srs_proxy_origins_summed", 2.0);
    }

    @Test
    void bytesAreThoseSinceAnOriginWasFirstAskedAndNeverFall() {
        FakeSrs first = new FakeSrs("a").publish("vid-1", "v", "one", 0);
        Origin origin = origin(1, first);
        assertThat(scraped()).containsEntry("srs_receive_bytes_total", 0.0);
        first.received += 50;
        assertThat(scraped()).containsEntry("srs_receive_bytes_total", 50.0);

        FakeSrs second = new FakeSrs("b").publish("vid-1", "v", "two", 0);
        origin(2, second);
        assertThat(scraped()).containsEntry("srs_receive_bytes_total", 50.0);
        second.received += 7;
        balancer.registered().remove(origin.id());
        assertThat(scraped()).containsEntry("srs_receive_bytes_total", 57.0);
        second.received = 3;
        assertThat(scraped()).containsEntry("srs_receive_bytes_total", 57.0);
    }

    @Test
    void anOriginThatGivesNoAnswerIsLeftOutAndGoesOnWhereItWas() {
        FakeSrs srs = new FakeSrs("a").publish("vid-1", "v", "one", 0);
        origin(1, srs);
        scraped();
        byPort.clear();
        assertThat(scraped()).containsEntry("srs_streams", 0.0).containsEntry("srs_proxy_origins_summed", 0.0);
        byPort.put(1, srs);
        srs.received += 9;
        assertThat(scraped()).containsEntry("srs_streams", 1.0).containsEntry("srs_receive_bytes_total", 9.0);
    }

    @Test
    void twoScrapesAtOnceAskOnce() {
        FakeSrs srs = new FakeSrs("a").publish("vid-1", "v", "one", 0);
        origin(1, srs);
        scraped();
        sums.refresh();
        assertThat(srs.asked).containsExactlyInAnyOrder("GET /api/v1/summaries", "GET /api/v1/vhosts/");
    }

    @Test
    void nothingIsToldBeforeAnybodyWasAsked() {
        counters.add(sums);
        assertThat(counters.values()).isEmpty();
    }

    @Test
    void whatIsToldIsWhatIsListed() {
        origin(1, new FakeSrs("a"));
        scraped();
        counters.add(sums);
        assertThat(counters.values().keySet().stream()
                        .map(CounterId::name)
                        .filter(name -> !name.equals(OriginApi.CALLS)))
                .containsExactlyInAnyOrderElementsOf(
                        OriginSums.METRICS.stream().map(Metric::name).toList());
    }
}
