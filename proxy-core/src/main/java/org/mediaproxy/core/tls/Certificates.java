package org.mediaproxy.core.tls;

import java.time.Instant;
import java.util.List;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.metrics.MetricSource.Rows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of one setting, as the files hold them now. Connections keep the certificate that they began with.
 * Files that cannot be used leave the last good certificates in force. Any thread.
 */
final class Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private final String name;
    private final List<TlsFiles> files;
    private final TlsEngine engine;
    private final Counters counters;
    private volatile ServerContexts contexts;
    private volatile String stamp;

    /**
     * Reads the files; blocks.
     *
     * @param name the label of the port that they are for, or of all
     * @throws IllegalArgumentException saying why they cannot be used
     */
    Certificates(String name, List<TlsFiles> files, TlsEngine engine, Counters counters) {
        this.name = name;
        this.files = List.copyOf(files);
        this.engine = engine;
        this.counters = counters;
        this.stamp = stamp(); // before they are read: a change meanwhile is seen later
        this.contexts = read();
    }

    private String stamp() {
        return String.join(" ", files.stream().map(TlsFiles::stamp).toList());
    }

    private ServerContexts read() {
        List<CertifiedKey> keys = files.stream().map(TlsFiles::read).toList();
        ServerContexts read = new ServerContexts(keys, engine);
        for (int i = 0; i < keys.size(); i++) {
            CertifiedKey key = keys.get(i);
            LOG.info(
                    "TLS certificate of {} for {}, until {}",
                    key.chain().get(0).getSubjectX500Principal(),
                    key.names(),
                    key.end());
            if (key.end().isBefore(Instant.now())) {
                LOG.warn("a TLS certificate in {} has expired", files.get(i).certificates());
            }
        }
        return read;
    }

    /** What new connections are made with. */
    ServerContexts contexts() {
        return contexts;
    }

    /** Takes what the files hold if they have changed since they were read, well or not. Blocks; never throws. */
    void reloadIfChanged() {
        String now = stamp();
        if (now.equals(stamp)) {
            return;
        }
        stamp = now;
        try {
            contexts = read();
            count("ok");
        } catch (RuntimeException e) {
            count("failed"); // such as one file of two, when the other is yet to be written
            LOG.warn("the changed TLS files are not used: {}", e.getMessage());
        }
    }

    private void count(String result) {
        counters.counter(TlsPorts.RELOADS, "result", result).increment();
    }

    /** Tells when each of them expires. */
    void tell(Rows rows) {
        int position = 0;
        for (CertifiedKey key : contexts.keys()) {
            String number = Integer.toString(++position);
            rows.add(TlsPorts.EXPIRY, key.end().getEpochSecond(), "port", name, "certificate", number);
        }
    }
}
