package org.mediaproxy.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.testing.TestCertificate;

final class TlsSettingsTest {

    @TempDir
    static Path folder;

    private static List<String> problems(Map<String, String> settings) {
        SettingsReader reader = new SettingsReader(Settings.of(settings));
        assertThat(!TlsSettings.read(reader).shared().isEmpty())
                .isEqualTo(reader.problems().isEmpty() && !settings.isEmpty());
        return reader.problems();
    }

    private static List<String> problems(Path certificate, Path key) {
        return problems(Map.of("PROXY_TLS_CERT_FILE", certificate.toString(), "PROXY_TLS_KEY_FILE", key.toString()));
    }

    private static Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void tlsIsOffUnlessBothFilesAreNamed() {
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problems(Map.of("PROXY_TLS_CERT_FILE", "a.crt")))
                .singleElement()
                .asString()
                .startsWith("PROXY_TLS_KEY_FILE='': needed beside PROXY_TLS_CERT_FILE");
        assertThat(problems(Map.of("PROXY_TLS_KEY_FILE", "a.key")))
                .singleElement()
                .asString()
                .startsWith("PROXY_TLS_CERT_FILE='': needed beside PROXY_TLS_KEY_FILE");
    }

    @Test
    void whatIsWrongWithTheFilesIsAProblemOfTheirSettings() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        TestCertificate other = TestCertificate.make(folder, "other", "RSA");
        Path nothing = file("nothing", "nothing\n");
        assertThat(problems(own.file(), own.keyFile())).isEmpty();
        assertProblem(folder.resolve("none"), own.keyFile(), "PROXY_TLS_CERT_FILE", "there is no such file");
        assertProblem(own.file(), folder.resolve("none"), "PROXY_TLS_KEY_FILE", "there is no such file");
        assertProblem(folder, own.keyFile(), "PROXY_TLS_CERT_FILE", "the file cannot be read");
        assertProblem(nothing, own.keyFile(), "PROXY_TLS_CERT_FILE", "it holds no certificate");
        assertProblem(file("empty", ""), own.keyFile(), "PROXY_TLS_CERT_FILE", "it holds no certificate");
        assertProblem(own.file(), nothing, "PROXY_TLS_KEY_FILE", "it holds no private key in PEM");
        assertProblem(own.file(), other.keyFile(), "PROXY_TLS_KEY_FILE", "is not the certificate's");
        Path encrypted = file("encrypted", TestCertificate.pem("ENCRYPTED PRIVATE KEY", new byte[64]));
        assertProblem(own.file(), encrypted, "PROXY_TLS_KEY_FILE", "its key is encrypted");
        Path broken = file("broken", TestCertificate.pem("PRIVATE KEY", new byte[64]));
        assertProblem(own.file(), broken, "PROXY_TLS_KEY_FILE", "its key cannot be read");
        assertProblem(own.file(), file("long", "x".repeat(2 << 20)), "PROXY_TLS_KEY_FILE", "the file is too long");
    }

    @Test
    void severalCertificatesHaveTheirKeysInTheSameOrder() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "one", "EC");
        TestCertificate second = TestCertificate.make(folder, "two", "RSA");
        String certificates = first.file() + " , " + second.file();
        assertThat(problems(Map.of(
                        "PROXY_TLS_CERT_FILE",
                        certificates,
                        "PROXY_TLS_KEY_FILE",
                        first.keyFile() + "," + second.keyFile())))
                .isEmpty();
        assertThat(problems(Map.of(
                        "PROXY_TLS_CERT_FILE",
                        certificates,
                        "PROXY_TLS_KEY_FILE",
                        first.keyFile().toString())))
                .singleElement()
                .asString()
                .contains("1 keys for 2 certificates");
        assertThat(problems(Map.of(
                        "PROXY_TLS_CERT_FILE",
                        certificates,
                        "PROXY_TLS_KEY_FILE",
                        second.keyFile() + "," + second.keyFile())))
                .singleElement()
                .asString()
                .startsWith("PROXY_TLS_KEY_FILE=")
                .contains("'" + second.keyFile() + "': its key")
                .contains("is not the certificate's");
    }

    @Test
    void aPortsOwnCertificateIsReadFromItsOwnSettings() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "port", "EC");
        SettingsReader reader = new SettingsReader(Settings.of(Map.of(
                "PROXY_TLS_SYSTEM_API_CERT_FILE", own.file().toString(),
                "PROXY_TLS_SYSTEM_API_KEY_FILE", own.keyFile().toString())));
        TlsSettings read = TlsSettings.read(reader);
        assertThat(reader.problems()).isEmpty();
        assertThat(read.shared()).isEmpty();
        assertThat(read.own(TlsPort.SYSTEM_API)).containsExactly(new TlsFiles(own.file(), own.keyFile()));
        assertThat(read.own(TlsPort.HTTPS)).isEmpty();
    }

    private static void assertProblem(Path certificate, Path key, String setting, String reason) {
        assertThat(problems(certificate, key))
                .singleElement()
                .asString()
                .startsWith(setting + "=")
                .contains(reason);
    }
}
