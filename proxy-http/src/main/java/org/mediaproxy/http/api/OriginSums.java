package org.mediaproxy.http.api;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.metrics.MetricSource;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginRegistry;

/**
 * The figures of all origins added up, under the names that SRS's own exporter has for those of one. Origins are asked
 * when the metrics are, but not more often than every few seconds. Any thread.
 */
final class OriginSums implements MetricSource {

    static final List<Metric> METRICS = List.of(
            Metric.gauge("srs_streams", "Streams of all origins that answered."),
            Metric.gauge("srs_clients", "Clients of all origins that answered."),
            Metric.gauge("srs_cpu_percent", "Processor time of all origins that answered; 100 is one processor."),
            Metric.gauge("srs_memory", "Memory of all origins that answered, in KiB as SRS has it."),
            Metric.counter("srs_send_bytes_total", "Bytes that origins sent since this proxy knew them."),
            Metric.counter("srs_receive_bytes_total", "Bytes that origins received since this proxy knew them."),
            Metric.gauge("srs_proxy_origins_summed", "Origins that answered, and are in the sums."));

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final OriginApi api;
    private final OriginRegistry registry;
    private final LongSupplier nanos;
    private @Nullable CompletionStage<?> asked;
    private long askedAt;
    private Map<OriginId, Figures> now = Map.of();

    /** What each origin said last, whether it answered now or not: counters go on from there. */
    private final Map<OriginId, Figures> known = new HashMap<>();

    private double sent;
    private double received;
    private boolean told;

    /** What one origin says of itself. */
    private record Figures(double streams, double clients, double sent, double received, double cpu, double memory) {

        static Figures of(JsonObject summary, List<JsonObject> vhosts) {
            JsonObject self = JsonRows.member(summary, "self");
            return new Figures(
                    Sum.of(vhosts, "streams").doubleValue(),
                    Sum.of(vhosts, "clients").doubleValue(),
                    Sum.of(vhosts, "send_bytes").doubleValue(),
                    Sum.of(vhosts, "recv_bytes").doubleValue(),
                    Sum.figure(self.get("cpu_percent")).doubleValue() * 100, // SRS has a fraction there
                    Sum.figure(self.get("mem_kbyte")).doubleValue());
        }
    }

    OriginSums(OriginApi api, OriginRegistry registry, LongSupplier nanos) {
        this.api = api;
        this.registry = registry;
        this.nanos = nanos;
    }

    @Override
    public synchronized CompletionStage<?> refresh() {
        if (asked == null || nanos.getAsLong() - askedAt >= FRESH_NANOS) {
            askedAt = nanos.getAsLong();
            asked = LiveOrigins.now(registry)
                    .thenCompose(live -> Survey.of(live.withApi(), this::ask).thenAccept(this::take));
        }
        return asked;
    }

    private CompletionStage<Figures> ask(Origin origin) {
        CompletionStage<List<JsonObject>> vhosts = api.ask(
                origin,
                Question.get(UnionCalls.VHOSTS, UnionCalls.MAX_VHOSTS, reply -> JsonRows.list(reply, "vhosts")),
                api.timeout());
        return api.ask(
                        origin,
                        Question.get(UnionCalls.SUMMARIES, UnionCalls.MAX_SUMMARY, SummaryUnion::dataOf),
                        api.timeout())
                .thenCombine(vhosts, Figures::of);
    }

    /** An origin that is new, or whose figures begin anew, adds what it moves from here on: the sums never fall. */
    private synchronized void take(Survey<Figures> survey) {
        Map<OriginId, Figures> all = new HashMap<>();
        for (Survey.Answer<Figures> answer : survey.answers()) {
            OriginId id = answer.origin().id();
            Figures figures = answer.value();
            Figures before = known.getOrDefault(id, figures);
            sent += Math.max(0, figures.sent() - before.sent());
            received += Math.max(0, figures.received() - before.received());
            all.put(id, figures);
        }
        known.keySet().removeIf(id -> !survey.missing().containsKey(id)); // what is not live any more is forgotten
        known.putAll(all);
        now = all;
        told = true;
    }

    @Override
    public synchronized void read(Rows rows) {
        if (!told) {
            return;
        }
        rows.add("srs_streams", sum(Figures::streams));
        rows.add("srs_clients", sum(Figures::clients));
        rows.add("srs_cpu_percent", sum(Figures::cpu));
        rows.add("srs_memory", sum(Figures::memory));
        rows.add("srs_send_bytes_total", sent);
        rows.add("srs_receive_bytes_total", received);
        rows.add("srs_proxy_origins_summed", now.size());
    }

    private double sum(ToDoubleFunction<Figures> figure) {
        return now.values().stream().mapToDouble(figure).sum();
    }
}
