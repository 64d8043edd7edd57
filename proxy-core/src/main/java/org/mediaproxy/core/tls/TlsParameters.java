package org.mediaproxy.core.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.List;

/** What is spoken, towards clients and towards origins. */
final class TlsParameters {

    /** TLS 1.3 first; SSL, TLS 1.0 and TLS 1.1 are gone (RFC 8996). */
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** Forward secrecy and authenticated encryption only (RFC 9325 §4.2). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * What is taken together: a burst that was read at once becomes one buffer of full records, and one write, not a
     * buffer of its own for each record.
     */
    private static final int WRAP_BYTES = 128 * 1024;

    private TlsParameters() {}

    /** The handler, with what does not depend on who it is for. */
    static SslHandler tuned(SslHandler handler) {
        handler.setWrapDataSize(WRAP_BYTES);
        return handler;
    }

    /**
     * The same builder.
     *
     * @param provider who encrypts
     * @param applicationProtocols to choose from, the best first (RFC 7301); none: the extension is not spoken
     */
    static SslContextBuilder apply(SslContextBuilder builder, SslProvider provider, List<String> applicationProtocols) {
        return builder.sslProvider(provider)
                .protocols(VERSIONS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(negotiation(applicationProtocols));
    }

    private static ApplicationProtocolConfig negotiation(List<String> protocols) {
        if (protocols.isEmpty()) {
            return ApplicationProtocolConfig.DISABLED;
        }
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                protocols);
    }
}
