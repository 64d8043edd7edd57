package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;

/** What an origin is told about the client before C0. */
final class OriginHeaderIT {

    @FunctionalInterface
    private interface Check {
        void of(OriginConnection connection, Client client, TestProxy proxy);
    }

    private static void withHeader(String header, Check check) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(Map.of("PROXY_RTMP_ORIGIN_HEADER", header), origin);
                Client client = Client.publisher(proxy, "s")) {
            OriginConnection connection = origin.next();
            check.of(connection, client, proxy);
            connection.shake().answerConnect().answerCreateStream(1).grant(1);
            client.inbox().status("NetStream.Publish.Start");
        }
    }

    @Test
    void withoutAHeaderC0ComesFirst() {
        withHeader("off", (connection, client, proxy) -> {});
    }

    @Test
    void srsIsToldTheAddress() {
        withHeader("srs", (connection, client, proxy) -> assertThat(connection.read(7))
                .isEqualTo(new byte[] {(byte) 0xF3, 0, 4, 127, 0, 0, 1}));
    }

    @Test
    void haProxysFirstVersionIsOneLine() {
        withHeader("haproxy-v1", (connection, client, proxy) -> {
            String line = "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.socket().getLocalPort() + " "
                    + connection.socket().getPort() + "\r\n";
            assertThat(new String(connection.read(line.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(line);
        });
    }

    @Test
    void haProxysSecondVersionIsBinary() {
        withHeader("haproxy-v2", (connection, client, proxy) -> {
            ByteBuffer header = ByteBuffer.wrap(connection.read(28));
            byte[] signature = new byte[12];
            header.get(signature);
            assertThat(signature).isEqualTo(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10});
            assertThat(header.getInt()).isEqualTo(0x2111_000C); // version 2, PROXY, TCP over IPv4, 12 bytes
            assertThat(header.getInt()).isEqualTo(0x7F00_0001);
            assertThat(header.getInt()).isEqualTo(0x7F00_0001);
            assertThat(header.getChar()).isEqualTo((char) client.socket().getLocalPort());
            assertThat(header.getChar()).isEqualTo((char) connection.socket().getPort());
        });
    }
}
