package org.mediaproxy.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class CountersTest {

    private final Counters counters = new Counters();

    private static CounterId id(String name, String... labels) {
        return new CounterId(name, List.of(labels));
    }

    @Test
    void whatSourcesTellStandsBesideWhatIsCounted() {
        counters.counter("srs_proxy_a_total", "kind", "x").add(3);
        counters.add(rows -> rows.add("srs_proxy_b", 2.5, "kind", "y"));
        assertThat(counters.values())
                .containsEntry(id("srs_proxy_a_total", "kind", "x"), 3.0)
                .containsEntry(id("srs_proxy_b", "kind", "y"), 2.5)
                .hasSize(2);
        assertThat(counters.snapshot()).containsOnlyKeys(id("srs_proxy_a_total", "kind", "x"));
    }

    @Test
    void aSourceThatIsRemovedIsNotReadAgain() {
        MetricSource source = rows -> rows.add("srs_proxy_b", 1);
        counters.add(source);
        assertThat(counters.values()).hasSize(1);
        counters.remove(source);
        assertThat(counters.values()).isEmpty();
    }

    @Test
    void aBugInOneSourceHidesNoOther() {
        counters.add(rows -> {
            throw new IllegalStateException("on purpose");
        });
        counters.add(rows -> rows.add("srs_proxy_b", 1));
        assertThat(counters.values()).containsOnlyKeys(id("srs_proxy_b"));
    }

    /** A source that is refreshed as the test says. */
    private record Asked(CompletionStage<String> answer) implements MetricSource {

        @Override
        public CompletionStage<?> refresh() {
            return answer;
        }

        @Override
        public void read(Rows rows) {}
    }

    @Test
    void aRefreshIsOverWhenTheLastSourceHasItsAnswerWhicheverThatIs() {
        CompletableFuture<String> last = new CompletableFuture<>();
        counters.add(new Asked(CompletableFuture.failedStage(new IllegalStateException("on purpose"))));
        counters.add(new Asked(last));
        counters.add(new MetricSource() {
            @Override
            public CompletionStage<?> refresh() {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void read(Rows rows) {}
        });
        CompletableFuture<Void> all = counters.refresh().toCompletableFuture();
        assertThat(all).isNotDone();
        last.complete("");
        assertThat(all).isCompleted();
    }

    @Test
    void oneNameAndLabelsAreOneHistogram() {
        counters.histogram("srs_proxy_c_seconds", "result", "ok").record(1);
        counters.histogram("srs_proxy_c_seconds", "result", "ok").record(1);
        counters.histogram("srs_proxy_c_seconds", "result", "failed").record(1);
        assertThat(counters.histograms().get(id("srs_proxy_c_seconds", "result", "ok")))
                .isNotNull()
                .extracting(DurationHistogram::count)
                .isEqualTo(2L);
        assertThat(counters.histograms()).hasSize(2);
    }

    @Test
    void aMetricIsWhatItsModuleSaid() {
        Metric metric = Metric.counter("srs_proxy_a_total", "All.", "kind");
        counters.describe(List.of(metric));
        assertThat(counters.metric("srs_proxy_a_total")).contains(metric);
        assertThat(counters.metric("srs_proxy_b_total")).isEmpty();
    }
}
