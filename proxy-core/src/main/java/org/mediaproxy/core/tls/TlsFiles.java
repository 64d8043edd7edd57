package org.mediaproxy.core.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Where the certificate and its key are. Reading blocks: at start, or on a thread of its own.
 *
 * @param certificates PEM: the server's certificate, then those that lead to the root
 * @param key PEM: the private key of the first
 */
public record TlsFiles(Path certificates, Path key) {

    private static final int MAX_FILE = 1 << 20;

    /**
     * The certificates.
     *
     * @throws IllegalArgumentException saying why they cannot be used
     */
    List<X509Certificate> readCertificates() {
        return readCertificates(certificates);
    }

    /** Those of any file. */
    static List<X509Certificate> readCertificates(Path certificates) {
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(certificates)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("it holds no certificate");
            }
            return chain;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("it holds no certificate in PEM", e);
        }
    }

    /**
     * The key of the first certificate.
     *
     * @throws IllegalArgumentException saying why it cannot be used
     */
    PrivateKey readKey(List<X509Certificate> chain) {
        return PemKey.parse(
                new String(read(key), StandardCharsets.ISO_8859_1), chain.get(0).getPublicKey());
    }

    /**
     * Both files.
     *
     * @throws IllegalArgumentException saying why they cannot be used
     */
    CertifiedKey read() {
        List<X509Certificate> chain = readCertificates();
        return CertifiedKey.of(chain, readKey(chain));
    }

    /** A text that is another one once either file has changed, also where a link to it leads elsewhere. */
    String stamp() {
        return stamp(certificates) + " " + stamp(key);
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey();
        } catch (IOException e) {
            return "none";
        }
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new IllegalArgumentException("the file is too long");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file cannot be read: " + e, e);
        }
    }
}
