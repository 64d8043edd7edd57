package org.mediaproxy.core.tls;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;

/**
 * What can be set about TLS towards clients.
 *
 * @param shared the certificates of every port that has none of its own, the usual one first; may be empty
 * @param own those of the ports that have
 * @param handshakeTimeout how long a client may take to shake hands
 * @param engine who encrypts
 */
public record TlsSettings(
        List<TlsFiles> shared, Map<TlsPort, List<TlsFiles>> own, Duration handshakeTimeout, TlsEngine engine) {

    /** So many certificates a setting, at most: each is a row of the metrics. */
    private static final int MAX_CERTIFICATES = 64;

    private static final String ACCEPTED_CERTIFICATES = "PEM files, separated by commas";
    private static final String ACCEPTED_KEYS = "PEM files with keys that are not encrypted, separated by commas";

    /** The two settings that name certificates. */
    private record Pair(Setting<List<String>> certificates, Setting<List<String>> keys) {}

    /** The server's certificates, each followed by those that lead to the root. */
    public static final Setting<List<String>> CERT_FILE = Setting.list(
            "PROXY_TLS_CERT_FILE",
            ACCEPTED_CERTIFICATES,
            "",
            "The certificate of every port with TLS, followed by the ones that lead to its root; more files for more"
                    + " server names, the first for all other names.");

    /** Their keys. */
    public static final Setting<List<String>> KEY_FILE = Setting.list(
            "PROXY_TLS_KEY_FILE",
            ACCEPTED_KEYS,
            "",
            "The private key of that certificate; of more certificates, their keys in the same order.");

    private static final Setting<Duration> HANDSHAKE_TIMEOUT = Setting.duration(
            "PROXY_TLS_HANDSHAKE_TIMEOUT",
            "10s",
            "How long a client may take from connecting to a port with TLS to the end of the handshake.");

    private static final Map<TlsPort, Pair> PAIRS = pairs();

    /** All settings of this record. */
    public static final List<Setting<?>> ALL = all();

    public TlsSettings {
        shared = List.copyOf(shared);
        own = Map.copyOf(own);
    }

    private static Map<TlsPort, Pair> pairs() {
        Map<TlsPort, Pair> pairs = new EnumMap<>(TlsPort.class);
        for (TlsPort port : TlsPort.values()) {
            String prefix = "PROXY_TLS_" + port.name();
            String words = port.name().replace('_', ' ');
            pairs.put(
                    port,
                    new Pair(
                            Setting.list(
                                    prefix + "_CERT_FILE",
                                    ACCEPTED_CERTIFICATES,
                                    "",
                                    "Certificates for " + words + " alone, instead of PROXY_TLS_CERT_FILE."),
                            Setting.list(prefix + "_KEY_FILE", ACCEPTED_KEYS, "", "Their keys, in the same order.")));
        }
        return pairs;
    }

    private static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(List.of(CERT_FILE, KEY_FILE));
        PAIRS.values().forEach(pair -> all.addAll(List.of(pair.certificates(), pair.keys())));
        all.addAll(List.of(HANDSHAKE_TIMEOUT, TlsEngine.SETTING));
        return List.copyOf(all);
    }

    /** Those of a port alone; empty where it uses the shared ones. */
    List<TlsFiles> own(TlsPort port) {
        return own.getOrDefault(port, List.of());
    }

    /** Reads them, and tries the files; problems stay with the reader. */
    public static TlsSettings read(SettingsReader reader) {
        TlsEngine engine = TlsEngine.of(reader.get(TlsEngine.SETTING));
        if (!engine.isAvailable()) {
            reader.problem(TlsEngine.SETTING, "no native library for this machine is on the class path");
        }
        Map<TlsPort, List<TlsFiles>> own = new EnumMap<>(TlsPort.class);
        PAIRS.forEach((port, pair) -> own.put(port, read(pair, engine, reader)));
        List<TlsFiles> shared = read(new Pair(CERT_FILE, KEY_FILE), engine, reader);
        return new TlsSettings(shared, own, reader.get(HANDSHAKE_TIMEOUT), engine);
    }

    private static List<TlsFiles> read(Pair pair, TlsEngine engine, SettingsReader reader) {
        List<String> certificates = reader.get(pair.certificates());
        List<String> keys = reader.get(pair.keys());
        if (certificates.isEmpty() != keys.isEmpty()) {
            Setting<?> missing = certificates.isEmpty() ? pair.certificates() : pair.keys();
            Setting<?> there = certificates.isEmpty() ? pair.keys() : pair.certificates();
            reader.problem(missing, "needed beside " + there.name());
            return List.of();
        }
        if (certificates.size() != keys.size()) {
            reader.problem(pair.keys(), keys.size() + " keys for " + certificates.size() + " certificates");
            return List.of();
        }
        if (certificates.size() > MAX_CERTIFICATES) {
            reader.problem(pair.certificates(), "more than " + MAX_CERTIFICATES + " certificates");
            return List.of();
        }
        List<TlsFiles> files = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            tried(pair, certificates.get(i), keys.get(i), engine, reader).ifPresent(files::add);
        }
        return files.size() == certificates.size() ? files : List.of();
    }

    private static Optional<TlsFiles> tried(
            Pair pair, String certificates, String key, TlsEngine engine, SettingsReader reader) {
        Setting<?> trying = pair.certificates();
        String file = certificates;
        try {
            Path first = Path.of(certificates);
            trying = pair.keys();
            file = key;
            TlsFiles files = new TlsFiles(first, Path.of(key));
            trying = pair.certificates();
            file = certificates;
            List<X509Certificate> chain = files.readCertificates();
            trying = pair.keys();
            file = key;
            new ServerContexts(List.of(CertifiedKey.of(chain, files.readKey(chain))), engine);
            return Optional.of(files);
        } catch (InvalidPathException e) {
            reader.problem(trying, "'" + file + "' is no path: " + e.getReason());
        } catch (IllegalArgumentException e) {
            reader.problem(trying, "'" + file + "': " + e.getMessage());
        }
        return Optional.empty();
    }
}
