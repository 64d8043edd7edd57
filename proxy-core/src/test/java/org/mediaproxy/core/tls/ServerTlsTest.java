package org.mediaproxy.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.testing.TestCertificate;

/** A port's connections up to the end of the handshake. */
final class ServerTlsTest {

    private static final InetSocketAddress CLIENT = InetSocketAddress.createUnresolved("client.example", 1);

    @TempDir
    static Path folder;

    private static TestCertificate own;

    private final Counters counters = new Counters();
    private final List<String> accepted = new ArrayList<>();
    private final EmbeddedChannel server = new EmbeddedChannel();

    @BeforeAll
    static void make() throws Exception {
        own = TestCertificate.make(folder, "own", "EC");
    }

    @BeforeEach
    void accept() {
        TlsSettings settings = new TlsSettings(
                List.of(new TlsFiles(own.file(), own.keyFile())), Map.of(), Duration.ofSeconds(10), TlsEngine.JDK);
        server.freezeTime();
        new TlsPorts(settings, counters)
                .port(TlsPort.HTTPS)
                .orElseThrow()
                .accept(server, CLIENT, List.of("h2", "http/1.1"), accepted::add);
    }

    /** Nothing of what went wrong reaches the end of the pipeline, where Netty would log its stack. */
    @AfterEach
    void nothingIsLeft() {
        server.finishAndReleaseAll();
        server.checkException();
    }

    private long handshakes(String result, String version) {
        return counters.counter(ServerTls.HANDSHAKES, "port", "https", "result", result, "version", version)
                .sum();
    }

    private static SslContextBuilder trusting() throws Exception {
        return SslContextBuilder.forClient().trustManager(own.certificate());
    }

    /** A client that says what it has to say until neither has more. */
    private void shakeHands(SslContext context) {
        EmbeddedChannel client = new EmbeddedChannel(context.newHandler(server.alloc(), "localhost", 443));
        exchange(client, server);
        try {
            client.finishAndReleaseAll();
        } catch (Exception e) {
            assertThat(e).isInstanceOf(javax.net.ssl.SSLException.class); // of a client that refuses or is refused
        }
    }

    private static void exchange(EmbeddedChannel client, EmbeddedChannel server) {
        boolean moved = true;
        while (moved) {
            moved = move(client, server) || move(server, client);
        }
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
        ByteBuf bytes = from.readOutbound();
        if (bytes == null) {
            return false;
        }
        if (!to.isActive()) {
            bytes.release();
            return true;
        }
        try {
            to.writeInbound(bytes);
        } catch (Exception e) {
            assertThat(e).hasCauseInstanceOf(javax.net.ssl.SSLException.class);
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void theProtocolTakesOverBehindTheHandshake(String version) throws Exception {
        shakeHands(trusting().protocols(version).build());
        assertThat(accepted).containsExactly("");
        assertThat(server.pipeline().names()).noneMatch(name -> name.startsWith("HandshakeHandler"));
        assertThat(server.pipeline().first()).isInstanceOf(SslHandler.class);
        assertThat(handshakes("ok", version)).isEqualTo(1);
        assertThat(counters.sum(ServerTls.HANDSHAKES)).isEqualTo(1);
    }

    @Test
    void theApplicationProtocolIsTheBestThatBothSpeak() throws Exception {
        shakeHands(TlsParameters.apply(trusting(), SslProvider.JDK, List.of("http/1.1", "h2"))
                .build());
        assertThat(accepted).containsExactly("h2");
    }

    @Test
    void aClientOfOtherApplicationProtocolsIsServedAllTheSame() throws Exception {
        shakeHands(TlsParameters.apply(trusting(), SslProvider.JDK, List.of("spdy/3"))
                .build());
        assertThat(accepted).containsExactly("");
    }

    @Test
    void plainBytesAreNoTls() {
        server.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));
        assertThat(server.isActive()).isFalse();
        assertThat(accepted).isEmpty();
        assertThat(handshakes("not_tls", "none")).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotTrustTheCertificateIsOneThatRefuses() throws Exception {
        shakeHands(SslContextBuilder.forClient().build());
        assertThat(handshakes("refused", "none")).isEqualTo(1);
        assertThat(server.isActive()).isFalse();
        assertThat(accepted).isEmpty();
    }

    @Test
    void whoSaysNothingIsClosed() {
        server.advanceTimeBy(10, TimeUnit.SECONDS);
        server.runScheduledPendingTasks();
        assertThat(server.isActive()).isFalse();
        assertThat(handshakes("timeout", "none")).isEqualTo(1);
    }

    @Test
    void whoOnlyLooksWhetherThePortIsOpenHasLeft() {
        server.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(server.isActive()).isFalse();
        assertThat(handshakes("closed", "none")).isEqualTo(1);
    }

    @Test
    void aBugWhileAcceptingClosesTheConnection() throws Exception {
        EmbeddedChannel other = new EmbeddedChannel();
        TlsSettings settings = new TlsSettings(
                List.of(new TlsFiles(own.file(), own.keyFile())), Map.of(), Duration.ofSeconds(10), TlsEngine.JDK);
        new TlsPorts(settings, counters).port(TlsPort.RTMPS).orElseThrow().accept(other, CLIENT, () -> {
            throw new IllegalStateException("a bug");
        });
        EmbeddedChannel client = new EmbeddedChannel(trusting().build().newHandler(other.alloc(), "localhost", 443));
        exchange(client, other);
        assertThat(other.isActive()).isFalse();
        other.finishAndReleaseAll();
        client.finishAndReleaseAll();
    }
}
