package org.mediaproxy.core.tls;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.MetricSource;

/** TLS towards the clients of one proxy: the certificates of its ports. Opened and closed with the proxy; any thread. */
public final class TlsPorts implements MetricSource, AutoCloseable {

    /** How often the files' certificates were taken anew, by result. */
    public static final String RELOADS = "srs_proxy_tls_reloads_total";

    /** When certificates expire, in Unix time. */
    public static final String EXPIRY = "srs_proxy_tls_certificate_expiry_timestamp_seconds";

    private static final String SHARED = "all";

    private final List<Certificates> certificates = new ArrayList<>();
    private final Map<TlsPort, ServerTls> ports = new EnumMap<>(TlsPort.class);
    private @Nullable ScheduledExecutorService watcher;

    /**
     * Reads the files; blocks.
     *
     * @throws IllegalArgumentException saying why they cannot be used
     */
    public TlsPorts(TlsSettings settings, Counters counters) {
        Optional<Certificates> shared = read(SHARED, settings.shared(), settings.engine(), counters);
        for (TlsPort port : TlsPort.values()) {
            read(port.label(), settings.own(port), settings.engine(), counters)
                    .or(() -> shared)
                    .ifPresent(own -> ports.put(port, new ServerTls(port, own, settings.handshakeTimeout(), counters)));
        }
    }

    private Optional<Certificates> read(String name, List<TlsFiles> files, TlsEngine engine, Counters counters) {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Certificates read = new Certificates(name, files, engine, counters);
        certificates.add(read);
        return Optional.of(read);
    }

    /** TLS for a port; empty where no certificate is set. */
    public Optional<ServerTls> port(TlsPort port) {
        return Optional.ofNullable(ports.get(port));
    }

    /** Looks at the files now and then, on a thread of its own, until closed. Called once, by who starts the proxy. */
    public void watch(Duration interval) {
        if (certificates.isEmpty()) {
            return;
        }
        ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("mediaproxy-tls", true));
        watcher = thread;
        long millis = interval.toMillis();
        thread.scheduleWithFixedDelay(this::reloadIfChanged, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Takes what has changed. Blocks; never throws. */
    void reloadIfChanged() {
        certificates.forEach(Certificates::reloadIfChanged);
    }

    @Override
    public void read(Rows rows) {
        certificates.forEach(each -> each.tell(rows));
    }

    /** Ends the watch; connections go on. By who started it. */
    @Override
    public void close() {
        if (watcher != null) {
            watcher.shutdownNow();
        }
    }
}
