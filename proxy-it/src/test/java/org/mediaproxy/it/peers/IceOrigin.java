package org.mediaproxy.it.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.mediaproxy.rtc.stun.IceKey;
import org.mediaproxy.rtc.stun.StunCheck;
import org.mediaproxy.rtc.stun.StunMessage;
import org.mediaproxy.rtc.stun.StunType;
import org.mediaproxy.rtc.stun.StunWriter;

/** An origin of WHIP without cryptography: answers offers and checks, and says again whatever media it hears. */
public final class IceOrigin implements AutoCloseable {

    static final String PWD = "originpasswordoriginpassword";

    private final AtomicInteger calls = new AtomicInteger();
    private final DatagramSocket media;
    private final HttpServer api;
    private final StunWriter writer = new StunWriter(new StunCheck());

    /** Listens on free ports of 127.0.0.1. */
    public IceOrigin() throws IOException {
        media = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        api.createContext("/", this::answer);
        api.start();
        Thread echo = new Thread(this::echo, "ice-origin");
        echo.setDaemon(true);
        echo.start();
    }

    public int apiPort() {
        return api.getAddress().getPort();
    }

    public int mediaPort() {
        return media.getLocalPort();
    }

    /** What either side of a call describes itself with. */
    static String sdp(String ufrag, String pwd) {
        return """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                t=0 0
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                c=IN IP4 0.0.0.0
                a=ice-ufrag:%s
                a=ice-pwd:%s
                a=mid:0
                a=rtcp-mux
                a=rtpmap:111 opus/48000/2
                """.formatted(ufrag, pwd).replace("\n", "\r\n");
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        int call = calls.incrementAndGet();
        byte[] sdp = sdp("orig" + call, PWD)
                .concat("a=candidate:1 1 udp 2130706431 127.0.0.1 " + mediaPort() + " typ host\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().set("Content-Type", "application/sdp");
        exchange.getResponseHeaders().set("Location", "/rtc/v1/whip/?action=delete&session=" + call);
        exchange.sendResponseHeaders(201, sdp.length);
        exchange.getResponseBody().write(sdp);
        exchange.close();
    }

    private void echo() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            while (true) {
                packet.setLength(2048);
                media.receive(packet);
                byte[] answer = answer(packet);
                media.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            media.close();
        }
    }

    private byte[] answer(DatagramPacket packet) {
        ByteBuf heard = Unpooled.copiedBuffer(packet.getData(), 0, packet.getLength());
        StunMessage message = new StunMessage();
        if (!message.read(heard)) {
            return ByteBufUtil.getBytes(heard);
        }
        ByteBuf out = Unpooled.buffer();
        writer.start(out, StunType.BINDING_SUCCESS, message.transactionHigh(), message.transactionLow())
                .mappedAddress((InetSocketAddress) packet.getSocketAddress())
                .finish(IceKey.of(PWD));
        return ByteBufUtil.getBytes(out);
    }

    @Override
    public void close() {
        api.stop(0);
        media.close();
    }
}
