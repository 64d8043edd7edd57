package org.mediaproxy.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.testing.TestCertificate;

/** Which of several certificates a client is shown. */
final class ServerNamesTest {

    @TempDir
    static Path folder;

    private static TestCertificate first;
    private static TestCertificate wildcard;
    private static TestCertificate exact;
    private static TestCertificate rsa;
    private static TlsPorts tls;

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificate.makeFor(folder, "first", "EC", "san=dns:first.example");
        wildcard = TestCertificate.makeFor(folder, "wildcard", "EC", "san=dns:*.example.com,dns:example.com");
        exact = TestCertificate.makeFor(folder, "exact", "RSA", "san=dns:Live.Example.org");
        rsa = TestCertificate.makeFor(folder, "rsa", "RSA", "san=dns:first.example");
        List<TlsFiles> files = Arrays.asList(first, wildcard, exact, rsa).stream()
                .map(each -> new TlsFiles(each.file(), each.keyFile()))
                .toList();
        tls = new TlsPorts(new TlsSettings(files, Map.of(), Duration.ofSeconds(10), TlsEngine.JDK), new Counters());
    }

    private static X509Certificate shown(SSLParameters wishes) throws Exception {
        return Handshake.with(
                tls.port(TlsPort.RTMPS)
                        .orElseThrow()
                        .newHandler(UnpooledByteBufAllocator.DEFAULT)
                        .engine(),
                TestCertificate.trusting(first, wildcard, exact, rsa),
                wishes);
    }

    @ParameterizedTest
    @CsvSource({
        "first.example, first",
        "example.com, wildcard",
        "a.example.com, wildcard",
        "A.EXAMPLE.COM, wildcard",
        "b.a.example.com, first",
        "live.example.org, exact",
        "other.example.org, first",
        "com, first",
    })
    void theNameThatIsAskedForDecides(String host, String owner) throws Exception {
        SSLParameters wishes = new SSLParameters();
        wishes.setServerNames(List.of(new SNIHostName(host)));
        assertThat(shown(wishes).getSubjectX500Principal().getName()).isEqualTo("CN=" + owner);
    }

    @Test
    void whoAsksForNoNameGetsTheFirst() throws Exception {
        assertThat(shown(new SSLParameters())).isEqualTo(first.certificate());
    }

    @ParameterizedTest
    @CsvSource({"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, first", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, rsa"})
    void ofOneNamesCertificatesTheClientGetsTheOneThatItCanVerify(String cipher, String owner) throws Exception {
        SSLParameters wishes = new SSLParameters(new String[] {cipher}, new String[] {"TLSv1.2"});
        wishes.setServerNames(List.of(new SNIHostName("first.example")));
        assertThat(shown(wishes).getSubjectX500Principal().getName()).isEqualTo("CN=" + owner);
    }
}
