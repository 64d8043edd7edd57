package org.mediaproxy.core.tls;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;

/** What can be set about TLS. */
public final class TlsSettings {

    /** The server's certificate and those that lead to the root. */
    public static final Setting<String> CERT_FILE = Setting.text(
            "PROXY_TLS_CERT_FILE",
            "a PEM file",
            "",
            "The certificate of every port with TLS, followed by the ones that lead to its root; read again when it changes.");

    /** Its key. */
    public static final Setting<String> KEY_FILE = Setting.text(
            "PROXY_TLS_KEY_FILE",
            "a PEM file with a key that is not encrypted",
            "",
            "The private key of that certificate; read again when it changes.");

    /** All settings of this package. */
    public static final List<Setting<?>> ALL = List.of(CERT_FILE, KEY_FILE);

    private TlsSettings() {}

    /** Reads them, and tries the files; problems stay with the reader. Empty where TLS is not set up. */
    public static Optional<TlsFiles> read(SettingsReader reader) {
        String certificates = reader.get(CERT_FILE);
        String key = reader.get(KEY_FILE);
        if (certificates.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificates.isEmpty()) {
            reader.problem(CERT_FILE, "needed beside " + KEY_FILE.name());
            return Optional.empty();
        }
        if (key.isEmpty()) {
            reader.problem(KEY_FILE, "needed beside " + CERT_FILE.name());
            return Optional.empty();
        }
        return tried(certificates, key, reader);
    }

    private static Optional<TlsFiles> tried(String certificates, String key, SettingsReader reader) {
        Setting<String> trying = CERT_FILE;
        try {
            Path first = Path.of(certificates);
            trying = KEY_FILE;
            TlsFiles files = new TlsFiles(first, Path.of(key));
            trying = CERT_FILE;
            List<X509Certificate> chain = files.readCertificates();
            trying = KEY_FILE;
            TlsFiles.context(chain, files.readKey(chain));
            return Optional.of(files);
        } catch (InvalidPathException e) {
            reader.problem(trying, "no path: " + e.getReason());
        } catch (IllegalArgumentException e) {
            reader.problem(trying, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }
}
