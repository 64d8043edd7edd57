package org.mediaproxy.core.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A certificate and its key, as read from their files.
 *
 * @param chain the server's certificate, then those that lead to the root
 * @param key the private key of the first
 * @param names the DNS names that the certificate is for, in lower case; may begin with {@code *.}
 */
record CertifiedKey(List<X509Certificate> chain, PrivateKey key, Set<String> names) {

    private static final int DNS_NAME = 2;

    CertifiedKey {
        chain = List.copyOf(chain);
        names = Set.copyOf(names);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a chain has a first certificate");
        }
    }

    /** With the names of the subject alternative names (RFC 6125 §6.4; the common name has had its time). */
    static CertifiedKey of(List<X509Certificate> chain, PrivateKey key) {
        return new CertifiedKey(chain, key, dnsNames(chain.get(0)));
    }

    private static Set<String> dnsNames(X509Certificate certificate) {
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.get(0) instanceof Integer kind && kind == DNS_NAME) {
                        names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("its names cannot be read", e);
        }
        return names;
    }

    /** Whether the certificate is for the host; a wildcard stands for one label, the first (RFC 6125 §6.4.3). */
    boolean isFor(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return names.contains(name) || (dot > 0 && names.contains("*" + name.substring(dot)));
    }

    /** What its key signs with: RSA, EC or EdDSA. */
    String algorithm() {
        return key.getAlgorithm();
    }

    /** When the first certificate of the chain that expires does so. */
    Instant end() {
        Instant first = chain.get(0).getNotAfter().toInstant();
        for (X509Certificate certificate : chain) {
            Instant end = certificate.getNotAfter().toInstant();
            first = end.isBefore(first) ? end : first;
        }
        return first;
    }
}
