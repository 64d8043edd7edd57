package org.mediaproxy.core.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for loopback and its key, made on the spot by the JDK's keytool, as PEM files in a folder. */
public final class TestCertificate {

    private static final String PASSWORD = "changeit";

    private final KeyStore store;
    private final Path file;
    private final Path keyFile;

    private TestCertificate(KeyStore store, Path folder, String name) {
        this.store = store;
        this.file = folder.resolve(name + ".crt");
        this.keyFile = folder.resolve(name + ".key");
    }

    /**
     * Makes one for localhost.
     *
     * @param name of its owner, and of its files
     * @param algorithm RSA, EC or Ed25519
     */
    public static TestCertificate make(Path folder, String name, String algorithm) throws Exception {
        return makeFor(folder, name, algorithm, "san=dns:localhost,ip:127.0.0.1");
    }

    /**
     * Makes one.
     *
     * @param names who it is for, as keytool writes them: {@code san=dns:*.example.com,dns:example.com}
     */
    public static TestCertificate makeFor(Path folder, String name, String algorithm, String names) throws Exception {
        Path keys = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        names,
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keys.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool: " + said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        TestCertificate made = new TestCertificate(store, folder, name);
        made.writeTo(made.file, made.keyFile);
        return made;
    }

    /** The certificate. */
    public X509Certificate certificate() throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate("own");
    }

    /** The private key. */
    public Key key() throws GeneralSecurityException {
        return store.getKey("own", PASSWORD.toCharArray());
    }

    /** Where the certificate is. */
    public Path file() {
        return file;
    }

    /** Where the key is. */
    public Path keyFile() {
        return keyFile;
    }

    /** Writes both into other files. */
    public void writeTo(Path certificates, Path key) throws Exception {
        Files.writeString(key, pem("PRIVATE KEY", key().getEncoded()));
        Files.writeString(certificates, pem("CERTIFICATE", certificate().getEncoded()));
    }

    /** A PEM block. */
    public static String pem(String kind, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    /** What a server shows this certificate with. */
    public SSLContext serving() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** What a client trusts that knows these certificates. */
    public static SSLContext trusting(TestCertificate... known) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (TestCertificate certificate : known) {
            trusted.setCertificateEntry(certificate.file.getFileName().toString(), certificate.certificate());
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
