package org.mediaproxy.core.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate of a connection by the name that the client asks for (server name indication, RFC 6066 §3),
 * and among several of that name by what the client can verify. Who names no host, or one that no certificate is for,
 * gets the first. Immutable; any thread.
 */
final class NamedKeys extends X509ExtendedKeyManager {

    private final List<CertifiedKey> keys;
    /** The first, and what is for the same hosts with another algorithm. */
    private final List<CertifiedKey> usual;

    NamedKeys(List<CertifiedKey> keys) {
        this.keys = List.copyOf(keys);
        CertifiedKey first = keys.get(0);
        this.usual = keys.stream()
                .filter(key -> key.equals(first)
                        || (!key.names().isEmpty() && key.names().equals(first.names())))
                .toList();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (CertifiedKey key : candidates(hostWanted(engine))) {
            if (key.algorithm().equals(keyType)) {
                return Integer.toString(keys.indexOf(key));
            }
        }
        return null;
    }

    private List<CertifiedKey> candidates(String host) {
        List<CertifiedKey> named = keys.stream().filter(key -> key.isFor(host)).toList();
        return named.isEmpty() ? usual : named;
    }

    private static String hostWanted(@Nullable SSLEngine engine) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return key(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key(alias).key();
    }

    private CertifiedKey key(String alias) {
        return keys.get(Integer.parseInt(alias));
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return keys.stream()
                .filter(key -> key.algorithm().equals(keyType))
                .map(key -> Integer.toString(keys.indexOf(key)))
                .toArray(String[]::new);
    }

    /** For blocking sockets, which are not used here. */
    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
