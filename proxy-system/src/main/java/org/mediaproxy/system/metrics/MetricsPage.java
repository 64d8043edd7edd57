package org.mediaproxy.system.metrics;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.metrics.Counters;

/**
 * {@code GET /metrics}: the proxy's metrics and those of its JVM and process, in Prometheus's text format, or in
 * OpenMetrics where the caller accepts that. It is put together on a thread of its own, so that no event loop waits
 * for it; too many calls at once are told so.
 */
public final class MetricsPage implements AutoCloseable {

    /** Where it is. */
    public static final String PATH = "/metrics";

    /** What others do not answer in this time is told by the next page. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int MAX_WAITING = 16;
    private static final long IDLE_SECONDS = 30;

    private final Counters counters;
    private final ProxyCollector collector;
    private final ExecutorService worker = worker();

    /** Made by the first page, so that a start does not wait for what it loads; the worker's own. */
    private @Nullable PrometheusRegistry registry;

    private @Nullable ExpositionFormats formats;

    /** Made by the server of the System API. */
    public MetricsPage(Counters counters) {
        this.counters = counters;
        this.collector = new ProxyCollector(counters);
    }

    private static ExecutorService worker() {
        ThreadPoolExecutor worker = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("mediaproxy-metrics", true));
        worker.allowCoreThreadTimeOut(true);
        return worker;
    }

    /** The page; on any thread. */
    public CompletionStage<HttpReply> handle(HttpCall call) {
        String accept = String.join(",", call.headers().getAll("Accept"));
        return counters.refresh()
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(refreshed -> page(accept), worker)
                .exceptionally(MetricsPage::failed);
    }

    private HttpReply page(String accept) {
        if (formats == null) {
            formats = ExpositionFormats.init();
        }
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream(64 * 1024);
        try {
            writer.write(body, registry().scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new HttpReply(HttpResponseStatus.OK, writer.getContentType(), body.toByteArray(), Map.of());
    }

    private PrometheusRegistry registry() {
        if (registry == null) {
            PrometheusRegistry made = new PrometheusRegistry();
            JvmMetrics.builder().register(made);
            made.register((MultiCollector) collector::snapshots);
            registry = made;
        }
        return registry;
    }

    private static HttpReply failed(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof RejectedExecutionException) {
            throw new HttpReplyException(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many calls at the same time");
        }
        throw new CompletionException(cause);
    }

    /** Ends the worker; pages that wait for it are never given. */
    @Override
    public void close() {
        worker.shutdownNow();
    }
}
