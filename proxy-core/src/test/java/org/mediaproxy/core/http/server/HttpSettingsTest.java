package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.testing.TestCertificate;
import org.mediaproxy.core.tls.TlsSettings;

class HttpSettingsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    static Path folder;

    @SuppressWarnings("NullAway.Init") // once
    private static TestCertificate certificate;

    @BeforeAll
    static void certify() throws Exception {
        certificate = TestCertificate.make(folder, "proxy", "EC");
    }

    private static SettingsReader checked(Map<String, String> settings) {
        SettingsReader reader = new SettingsReader(Settings.of(settings));
        HttpSettings.read(reader).check(reader, TlsSettings.read(reader));
        return reader;
    }

    private static Map<String, String> certifiedBy(String prefix, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                prefix + "_CERT_FILE", certificate.file().toString(),
                prefix + "_KEY_FILE", certificate.keyFile().toString()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    @Test
    void withoutSettingsNoPortHasTls() {
        HttpSettings settings = HttpSettings.read(new SettingsReader(Settings.of(Map.of())));
        assertThat(settings.tlsAddresses()).isEmpty();
        assertThat(settings.addresses()).hasSize(HttpPort.values().length);
    }

    @Test
    void aPortWithTlsNeedsACertificate() {
        assertThat(checked(Map.of("PROXY_HTTPS_SERVER", "8443", "PROXY_HTTPS_SYSTEM_API", "8444"))
                        .problems())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("PROXY_HTTPS_SERVER"))
                .anyMatch(problem -> problem.contains("PROXY_HTTPS_SYSTEM_API"));
    }

    @Test
    void theCertificateOfAllPortsOrOneOfItsOwnWillDo() {
        assertThat(checked(certifiedBy("PROXY_TLS", "PROXY_HTTPS_SERVER", "8443", "PROXY_HTTPS_API", "8444"))
                        .problems())
                .isEmpty();
        assertThat(checked(certifiedBy("PROXY_TLS_HTTPS_API", "PROXY_HTTPS_API", "8444"))
                        .problems())
                .isEmpty();
        assertThat(checked(certifiedBy("PROXY_TLS_HTTPS_API", "PROXY_HTTPS_SERVER", "8443"))
                        .problems())
                .hasSize(1);
    }
}
