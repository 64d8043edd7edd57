package org.mediaproxy.core.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.Set;
import org.mediaproxy.core.config.Setting;

/** Who encrypts: the JVM, or a native library (BoringSSL) where one is on the class path. */
public enum TlsEngine {
    AUTO,
    NATIVE,
    JDK;

    static final Setting<String> SETTING = Setting.choice(
            "PROXY_TLS_ENGINE",
            "auto",
            List.of("auto", "native", "jdk"),
            "Who encrypts; native is a library that costs less, auto takes it where it loads.");

    private static final Set<String> NATIVE_ALGORITHMS = Set.of("RSA", "EC");

    static TlsEngine of(String word) {
        return word.equals("native") ? NATIVE : word.equals("jdk") ? JDK : AUTO;
    }

    /** Whether it can be had on this machine. */
    boolean isAvailable() {
        return this != NATIVE || OpenSsl.isAvailable();
    }

    /** The one for connections to origins. */
    SslProvider provider() {
        return this != JDK && OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /**
     * The one for these keys: the native library signs with RSA and EC keys only.
     *
     * @throws IllegalArgumentException if it was asked for, and cannot
     */
    SslProvider provider(List<CertifiedKey> keys) {
        boolean usual = keys.stream().map(CertifiedKey::algorithm).allMatch(NATIVE_ALGORITHMS::contains);
        if (!usual && this == NATIVE) {
            throw new IllegalArgumentException("its key is neither RSA nor EC: only PROXY_TLS_ENGINE=jdk can use it");
        }
        return usual ? provider() : SslProvider.JDK;
    }
}
