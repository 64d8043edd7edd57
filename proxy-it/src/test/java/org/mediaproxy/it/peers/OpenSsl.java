package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.mediaproxy.testkit.RealProcess;

/** The program openssl: certificates, and a client that tells what was agreed. */
public final class OpenSsl {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private OpenSsl() {}

    /** Makes {@code NAME.crt} and {@code NAME.key} for a host, or takes their place; and {@code NAME.pem} with both. */
    public static void certificate(Path folder, String name, String host) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
        command.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
        command.addAll(List.of("-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host + ",IP:127.0.0.1"));
        command.addAll(List.of("-keyout", name + ".key", "-out", name + ".crt"));
        try (RealProcess openssl = Programs.start(folder, Map.of(), command.toArray(String[]::new))) {
            if (openssl.awaitExit(DEADLINE) != 0) {
                throw new IOException(openssl.output());
            }
        }
        Files.writeString(
                folder.resolve(name + ".pem"),
                Files.readString(folder.resolve(name + ".crt")) + Files.readString(folder.resolve(name + ".key")));
    }

    /** What s_client tells of a handshake with a port of the loopback. */
    public static String handshake(int port, String... options) {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of(options));
        try (RealProcess openssl = Programs.start(Path.of("."), Map.of(), command.toArray(String[]::new))) {
            openssl.awaitExit(DEADLINE);
            return openssl.output();
        }
    }

    /** For clients that believe everybody, as players do. */
    public static SSLContext credulous() throws GeneralSecurityException {
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind) {
                throw new IllegalStateException("this is a client");
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind) {
                // whatever it is
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {all}, null);
        return context;
    }
}
