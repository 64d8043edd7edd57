package org.mediaproxy.core.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLException;

/** What connections are made with as long as the certificates are the same. Any thread. */
final class ServerContexts {

    private final List<CertifiedKey> keys;
    private final NamedKeys chooser;
    private final SslProvider provider;
    private final ConcurrentMap<List<String>, SslContext> byProtocols = new ConcurrentHashMap<>();

    /**
     * For these certificates, the first for whoever names no host of the others.
     *
     * @throws IllegalArgumentException if they cannot be used
     */
    ServerContexts(List<CertifiedKey> keys, TlsEngine engine) {
        this.keys = List.copyOf(keys);
        this.chooser = new NamedKeys(keys);
        this.provider = engine.provider(keys);
        context(List.of());
    }

    List<CertifiedKey> keys() {
        return keys;
    }

    /** The one for these application protocols; there are few lists of them, and each stays. */
    SslContext context(List<String> applicationProtocols) {
        return byProtocols.computeIfAbsent(applicationProtocols, this::made);
    }

    private SslContext made(List<String> applicationProtocols) {
        try {
            return TlsParameters.apply(SslContextBuilder.forServer(chooser), provider, applicationProtocols)
                    .build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("the certificate cannot be used: " + e.getMessage(), e);
        }
    }
}
