package org.mediaproxy.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.metrics.CounterId;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.testing.TestCertificate;

final class TlsPortsTest {

    @TempDir
    Path folder;

    private final Counters counters = new Counters();

    private TlsPorts open(TestCertificate own) {
        return new TlsPorts(settings(own), counters);
    }

    private static TlsSettings settings(TestCertificate... shared) {
        List<TlsFiles> files = Arrays.stream(shared)
                .map(each -> new TlsFiles(each.file(), each.keyFile()))
                .toList();
        return new TlsSettings(files, Map.of(), Duration.ofSeconds(10), TlsEngine.JDK);
    }

    private static SSLEngine engine(TlsPorts tls) {
        return tls.port(TlsPort.RTMPS)
                .orElseThrow()
                .newHandler(UnpooledByteBufAllocator.DEFAULT)
                .engine();
    }

    private static X509Certificate shown(TlsPorts tls, SSLContext client) throws Exception {
        return Handshake.with(engine(tls), client);
    }

    private long reloads(String result) {
        return counters.counter(TlsPorts.RELOADS, "result", result).sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void clientsAreShownTheCertificateOfTheFiles(String algorithm) throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", algorithm);
        try (TlsPorts tls = open(own)) {
            assertThat(shown(tls, TestCertificate.trusting(own))).isEqualTo(own.certificate());
        }
    }

    @Test
    void onlyModernVersionsAndCiphersAreSpoken() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        try (TlsPorts tls = open(own)) {
            SSLEngine engine = engine(tls);
            assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
            assertThat(engine.getEnabledCipherSuites())
                    .hasSizeGreaterThan(3)
                    .allMatch(suite -> suite.matches("TLS_(AES|CHACHA20|ECDHE)_.*(GCM_SHA(256|384)|POLY1305_SHA256)"));
        }
    }

    @Test
    void changedFilesAreForNewConnectionsAndOldOnesKeepWhatTheyBeganWith() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "first", "EC");
        TestCertificate second = TestCertificate.make(folder, "second", "RSA");
        SSLContext client = TestCertificate.trusting(first, second);
        try (TlsPorts tls = open(first)) {
            SSLEngine begun = engine(tls);
            tls.reloadIfChanged();
            assertThat(counters.sum(TlsPorts.RELOADS)).isZero();
            second.writeTo(first.file(), first.keyFile());
            tls.reloadIfChanged();
            assertThat(shown(tls, client)).isEqualTo(second.certificate());
            assertThat(Handshake.with(begun, client)).isEqualTo(first.certificate());
            assertThat(reloads("ok")).isEqualTo(1);
        }
    }

    @Test
    void filesThatCannotBeUsedLeaveTheLastGoodCertificateInForce() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "first", "EC");
        TestCertificate second = TestCertificate.make(folder, "second", "EC");
        SSLContext client = TestCertificate.trusting(first, second);
        try (TlsPorts tls = open(first)) {
            Files.copy(second.file(), first.file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            tls.reloadIfChanged(); // the new key is yet to come
            tls.reloadIfChanged();
            assertThat(reloads("failed")).isEqualTo(1);
            assertThat(shown(tls, client).getSubjectX500Principal().getName()).isEqualTo("CN=first");
            Files.copy(second.keyFile(), first.keyFile(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            tls.reloadIfChanged();
            assertThat(shown(tls, client)).isEqualTo(second.certificate());
            Files.delete(first.file());
            tls.reloadIfChanged();
            assertThat(shown(tls, client)).isEqualTo(second.certificate());
        }
    }

    @Test
    void whoStartsTheWatchNeedDoNothingElse() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "first", "EC");
        TestCertificate second = TestCertificate.make(folder, "second", "EC");
        try (TlsPorts tls = open(first)) {
            tls.watch(Duration.ofMillis(20));
            second.writeTo(first.file(), first.keyFile());
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(shown(tls, TestCertificate.trusting(first, second)))
                            .isEqualTo(second.certificate()));
        }
    }

    @Test
    void keysAsOpensslUsedToWriteThemAreRead() throws Exception {
        for (String algorithm : new String[] {"RSA", "EC"}) {
            TestCertificate own = TestCertificate.make(folder, "own" + algorithm, algorithm);
            byte[] pkcs8 = own.key().getEncoded();
            Files.writeString(own.keyFile(), TestCertificate.pem(algorithm + " PRIVATE KEY", inner(pkcs8)));
            try (TlsPorts tls = open(own)) {
                assertThat(shown(tls, TestCertificate.trusting(own))).isEqualTo(own.certificate());
            }
        }
    }

    /** The key within PKCS #8: behind the sequence's head, the version and the algorithm, in an octet string. */
    private static byte[] inner(byte[] pkcs8) {
        int algorithm = header(pkcs8, 0) + 3;
        int octets = algorithm + 2 + pkcs8[algorithm + 1];
        return Arrays.copyOfRange(pkcs8, octets + header(pkcs8, octets), pkcs8.length);
    }

    private static int header(byte[] der, int at) {
        return der[at + 1] >= 0 ? 2 : 2 + (der[at + 1] & 0x7F);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        TestCertificate other = TestCertificate.make(folder, "other", "EC");
        assertThatThrownBy(() -> new TlsPorts(
                        new TlsSettings(
                                List.of(new TlsFiles(own.file(), other.keyFile())),
                                Map.of(),
                                Duration.ofSeconds(10),
                                TlsEngine.JDK),
                        counters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its key is not the certificate's");
    }

    @Test
    void aPortMayHaveACertificateOfItsOwnAndTheOthersShareOne() throws Exception {
        TestCertificate shared = TestCertificate.make(folder, "shared", "EC");
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        Map<TlsPort, List<TlsFiles>> ofPorts = Map.of(TlsPort.HTTPS, List.of(new TlsFiles(own.file(), own.keyFile())));
        try (TlsPorts tls = new TlsPorts(
                new TlsSettings(settings(shared).shared(), ofPorts, Duration.ofSeconds(10), TlsEngine.JDK), counters)) {
            SSLContext client = TestCertificate.trusting(shared, own);
            assertThat(shown(tls, client)).isEqualTo(shared.certificate());
            SSLEngine https = tls.port(TlsPort.HTTPS)
                    .orElseThrow()
                    .newHandler(UnpooledByteBufAllocator.DEFAULT)
                    .engine();
            assertThat(Handshake.with(https, client)).isEqualTo(own.certificate());
        }
        try (TlsPorts tls =
                new TlsPorts(new TlsSettings(List.of(), ofPorts, Duration.ofSeconds(10), TlsEngine.JDK), counters)) {
            assertThat(tls.port(TlsPort.HTTPS)).isPresent();
            assertThat(tls.port(TlsPort.RTMPS)).isEmpty();
        }
    }

    @Test
    void whenCertificatesExpireIsTold() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "first", "EC");
        TestCertificate second = TestCertificate.make(folder, "second", "EC");
        Map<TlsPort, List<TlsFiles>> own =
                Map.of(TlsPort.RTSPS, settings(second).shared());
        TlsSettings settings =
                new TlsSettings(settings(first, second).shared(), own, Duration.ofSeconds(10), TlsEngine.JDK);
        try (TlsPorts tls = new TlsPorts(settings, counters)) {
            counters.add(tls);
            long end = second.certificate().getNotAfter().toInstant().getEpochSecond();
            assertThat(counters.values())
                    .hasSize(3)
                    .containsEntry(expiry("all", "2"), (double) end)
                    .containsEntry(expiry("rtsps", "1"), (double) end);
        }
    }

    private static CounterId expiry(String port, String certificate) {
        return new CounterId(TlsPorts.EXPIRY, List.of("port", port, "certificate", certificate));
    }
}
