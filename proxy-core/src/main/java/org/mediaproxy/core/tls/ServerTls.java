package org.mediaproxy.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.metrics.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy's side of TLS connections. Connections keep the certificate that they began with; new ones get the one that
 * the files hold now. Files that cannot be used leave the last good certificate in force. Any thread.
 */
public final class ServerTls implements AutoCloseable {

    /** How often the files' certificate was taken anew, by result. */
    public static final String RELOADS = "srs_proxy_tls_reloads_total";

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final TlsFiles files;
    private final Counters counters;
    private volatile SslContext context;
    private volatile String stamp;
    private @Nullable ScheduledExecutorService watcher;

    /**
     * Reads the files; blocks.
     *
     * @throws IllegalArgumentException saying why they cannot be used
     */
    public ServerTls(TlsFiles files, Counters counters) {
        this.files = files;
        this.counters = counters;
        this.stamp = files.stamp(); // before they are read: a change meanwhile is seen later
        this.context = read();
    }

    private SslContext read() {
        List<X509Certificate> chain = files.readCertificates();
        SslContext read = TlsFiles.context(chain, files.readKey(chain));
        X509Certificate own = chain.get(0);
        Instant end = own.getNotAfter().toInstant();
        LOG.info("TLS certificate of {}, until {}", own.getSubjectX500Principal(), end);
        if (end.isBefore(Instant.now())) {
            LOG.warn("the TLS certificate in {} has expired", files.certificates());
        }
        return read;
    }

    /** What encrypts a connection that was just accepted: the first handler of its pipeline. */
    public SslHandler newHandler(ByteBufAllocator alloc) {
        return context.newHandler(alloc);
    }

    /** Looks at the files now and then, on a thread of its own, until closed. Called once, by who starts the proxy. */
    public void watch(Duration interval) {
        ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("mediaproxy-tls", true));
        watcher = thread;
        long millis = interval.toMillis();
        thread.scheduleWithFixedDelay(this::reloadIfChanged, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Takes the files' certificate if they have changed since they were read, well or not. Blocks; never throws. */
    void reloadIfChanged() {
        String now = files.stamp();
        if (now.equals(stamp)) {
            return;
        }
        stamp = now;
        try {
            context = read();
            count("ok");
        } catch (RuntimeException e) {
            count("failed"); // such as one file of two, when the other is yet to be written
            LOG.warn("the changed TLS files are not used: {}", e.getMessage());
        }
    }

    private void count(String result) {
        counters.counter(RELOADS, "result", result).increment();
    }

    /** Ends the watch; connections go on. By who started it. */
    @Override
    public void close() {
        if (watcher != null) {
            watcher.shutdownNow();
        }
    }
}
