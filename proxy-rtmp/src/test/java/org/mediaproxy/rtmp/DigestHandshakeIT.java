package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.rtmp.handshake.ClientHandshake;
import org.mediaproxy.rtmp.handshake.DigestScheme;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** Handshakes at both ends of the proxy. */
final class DigestHandshakeIT {

    @ParameterizedTest
    @EnumSource(DigestScheme.class)
    void aClientThatSignsIsAnsweredWithSignaturesOfItsScheme(DigestScheme scheme) {
        ByteBuf made = ClientHandshake.c0c1Digest(scheme, UnpooledByteBufAllocator.DEFAULT);
        byte[] c0c1 = ByteBufUtil.getBytes(made);
        made.release();
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.connected(proxy)) {
            client.send(c0c1);
            byte[] answer = client.read(1 + 2 * Client.BLOCK);
            assertThat(answer[0]).isEqualTo((byte) 3);
            assertThat(ClientHandshake.verifies(scheme, block(c0c1, 0), block(answer, 0), block(answer, 1)))
                    .isTrue();
            client.startReading();
            client.send(answer, 1, 1 + Client.BLOCK);
            client.send(new Wire().publisher("live", "s"));
            client.inbox().status("NetStream.Publish.Start");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 31})
    void laterVersionsAreAnsweredWithThree(int version) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.SERVES);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.connected(proxy)) {
            byte[] c0c1 = Client.c0c1();
            c0c1[0] = (byte) version;
            client.send(c0c1);
            assertThat(client.read(1)).isEqualTo(new byte[] {3});
        }
    }

    @Test
    void anOriginThatWantsC2BeforeItSendsS2IsServed() {
        ScriptedOrigin origin = new ScriptedOrigin(connection -> {
            connection.read(1);
            byte[] c1 = connection.read(Client.BLOCK);
            connection.send(new byte[] {3}).send(c1);
            connection.read(Client.BLOCK);
            connection.send(c1);
            connection.startReading();
            connection.answerConnect().answerCreateStream(1).grant(1);
        });
        try (origin;
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.publisher(proxy, "s")) {
            client.inbox().status("NetStream.Publish.Start");
        }
    }

    @Test
    void theProxyShakesHandsWithOriginsInTheSimpleForm() {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(origin);
                Client client = Client.publisher(proxy, "s")) {
            OriginConnection connection = origin.next();
            byte[] c0c1 = connection.read(1 + Client.BLOCK);
            assertThat(c0c1).startsWith(3).containsSequence(new byte[8]);
            byte[] s1 = new byte[Client.BLOCK];
            s1[100] = 77;
            connection.send(
                    new Wire().raw(new byte[] {3}).raw(s1).raw(block(c0c1, 0).array()));
            assertThat(connection.read(Client.BLOCK)).isEqualTo(s1);
            assertThat(client.inbox().messages()).isNotEmpty();
        }
    }

    private static ByteBuf block(byte[] handshake, int number) {
        byte[] block = new byte[Client.BLOCK];
        System.arraycopy(handshake, 1 + number * Client.BLOCK, block, 0, block.length);
        return Unpooled.wrappedBuffer(block);
    }
}
