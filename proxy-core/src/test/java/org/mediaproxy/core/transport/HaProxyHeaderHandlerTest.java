package org.mediaproxy.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HAProxy's PROXY header (proxy-protocol.txt, sections 2.1 and 2.2). */
final class HaProxyHeaderHandlerTest {

    private static final InetSocketAddress PEER = new InetSocketAddress("10.0.0.1", 7);
    private static final String V2 = "0d0a0d0a000d0a515549540a";

    private final List<String> clients = new ArrayList<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new HAProxyMessageDecoder(), new HaProxyHeaderHandler(PEER, this::accept));

    private void accept(Channel accepted, InetSocketAddress client) {
        clients.add(client.getAddress().getHostAddress() + " " + client.getPort());
        accepted.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.fireChannelRead(message);
            }
        });
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static byte[] v1(String line) {
        return (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] v2(String hex) {
        return ByteBufUtil.decodeHexDump(V2 + hex);
    }

    static List<Arguments> headers() {
        return List.of(
                Arguments.of("v1 IPv4", v1("PROXY TCP4 192.0.2.1 192.0.2.2 4711 80"), "192.0.2.1 4711"),
                Arguments.of("v1 IPv6", v1("PROXY TCP6 2001:db8::1 2001:db8::2 1 2"), "2001:db8:0:0:0:0:0:1 1"),
                Arguments.of("v1 unknown", v1("PROXY UNKNOWN"), "10.0.0.1 7"),
                Arguments.of("v2 IPv4", v2("2111000c" + "c0000201" + "c0000202" + "1267" + "0050"), "192.0.2.1 4711"),
                Arguments.of(
                        "v2 IPv6",
                        v2("21210024" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "0001"
                                + "0002"),
                        "2001:db8:0:0:0:0:0:1 1"),
                Arguments.of("v2 local", v2("20000000"), "10.0.0.1 7"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void theClientIsTheOneOfTheHeaderAndWhatFollowsIsItsData(String name, byte[] header, String client) {
        channel.writeInbound(Unpooled.wrappedBuffer(header, "hello".getBytes(StandardCharsets.US_ASCII)));
        assertThat(clients).containsExactly(client);
        ByteBuf rest = channel.readInbound();
        assertThat(rest.toString(StandardCharsets.US_ASCII)).isEqualTo("hello");
        rest.release();
        assertThat(channel.pipeline().get(HAProxyMessageDecoder.class)).isNull();
        assertThat(channel.pipeline().get(HaProxyHeaderHandler.class)).isNull();
        channel.advanceTimeBy(1, TimeUnit.MINUTES);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void aHeaderMayComeByteByByte(String name, byte[] header, String client) {
        for (byte b : header) {
            assertThat(clients).isEmpty();
            channel.writeInbound(Unpooled.buffer(1).writeByte(b));
        }
        assertThat(clients).containsExactly(client);
    }

    @Test
    void withoutAHeaderTheConnectionIsClosedInTime() {
        channel.writeInbound(Unpooled.copiedBuffer("PROXY TCP4 ", StandardCharsets.US_ASCII));
        channel.advanceTimeBy(4, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(clients).isEmpty();
    }

    static List<Arguments> garbage() {
        return List.of(
                Arguments.of(
                        "another protocol", "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("no address", v1("PROXY TCP4 x y 1 2")),
                Arguments.of("no end", "PROXY TCP4 ".concat("1".repeat(200)).getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("v2 of another version", v2("3111000c" + "c0000201" + "c0000202" + "1267" + "0050")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("garbage")
    void garbageClosesTheConnection(String name, byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        assertThat(channel.isOpen()).isFalse();
        assertThat(clients).isEmpty();
    }

    @Test
    void aConnectionThatBreaksLeavesNoTimeout() {
        channel.close();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }
}
