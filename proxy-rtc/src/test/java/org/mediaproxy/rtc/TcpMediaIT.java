package org.mediaproxy.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.testing.FakeLoadBalancer;

final class TcpMediaIT {

    private static final String USER = "answer:offer";

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final RtcFixture rtc = new RtcFixture(Map.of(), new FakeLoadBalancer(), listener.getLocalPort());
    private final IcePeer ice = new IcePeer(); // for its checks

    TcpMediaIT() throws IOException {
        listener.setSoTimeout(5_000);
    }

    @AfterEach
    void close() throws IOException {
        ice.close();
        rtc.close();
        listener.close();
    }

    private Socket client() throws IOException {
        InetSocketAddress at = rtc.proxy.server().endpoints().get(1).address();
        Socket socket = new Socket(at.getAddress(), at.getPort());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private Socket accept() throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static byte[] framed(byte[]... packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            out.write(packet.length >> 8);
            out.write(packet.length);
            out.writeBytes(packet);
        }
        return out.toByteArray();
    }

    private static byte[] read(Socket from, int bytes) throws IOException {
        byte[] all = new byte[bytes];
        new DataInputStream(from.getInputStream()).readFully(all);
        return all;
    }

    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true; // reset
        }
    }

    @Test
    void theBytesOfAProvedConnectionAreRelayed() throws IOException {
        rtc.bind(USER);
        byte[] check = framed(ice.check(USER, RtcFixture.PWD, 1, true), "\u0016hello".getBytes(StandardCharsets.UTF_8));
        byte[] begun = {0, 5, 22, 'h'}; // the beginning of a packet behind them
        try (Socket client = client()) {
            client.getOutputStream().write(check);
            client.getOutputStream().write(begun);
            try (Socket origin = accept()) {
                assertThat(read(origin, check.length + begun.length))
                        .startsWith(check)
                        .endsWith(begun);
                origin.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
                assertThat(read(client, 6)).asString(StandardCharsets.UTF_8).isEqualTo("answer");
                client.getOutputStream().write("more".getBytes(StandardCharsets.UTF_8));
                assertThat(read(origin, 4)).asString(StandardCharsets.UTF_8).isEqualTo("more");
                assertThat(rtc.proxy.sessions().open())
                        .singleElement()
                        .satisfies(session -> assertThat(session.stream()).isEqualTo(RtcFixture.STREAM));
                rtc.sessions().ended(USER);
                assertThat(isClosed(client)).isTrue();
                assertThat(isClosed(origin)).isTrue();
            }
        }
        rtc.awaitEnds("client relay closed");
    }

    @Test
    void aCheckThatComesByteByByteIsAsGood() throws IOException {
        rtc.bind(USER);
        byte[] check = framed(ice.check(USER, RtcFixture.PWD, 1, true));
        try (Socket client = client()) {
            client.setTcpNoDelay(true);
            for (byte b : check) {
                client.getOutputStream().write(b);
            }
            try (Socket origin = accept()) {
                assertThat(read(origin, check.length)).isEqualTo(check);
            }
            assertThat(isClosed(client)).isTrue();
        }
        rtc.awaitEnds("origin relay closed");
    }

    @Test
    void aWrongPasswordEndsTheConnection() throws IOException {
        rtc.bind(USER);
        refused(framed(ice.check(USER, "guessed", 1, true)), "client identify refused");
        assertThat(rtc.dropped("bad_integrity")).isOne();
    }

    @Test
    void anUnknownSessionEndsTheConnection() throws IOException {
        refused(framed(ice.check("who:knows", RtcFixture.PWD, 1, true)), "client identify unsupported");
    }

    @Test
    void anythingElseEndsTheConnection() throws IOException {
        refused("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8), "client identify malformed");
    }

    @Test
    void anOriginWithoutTcpEndsTheConnection() throws IOException {
        rtc.bind(USER, Optional.of(RtcFixture.PWD), "/s");
        listener.close();
        refused(framed(ice.check(USER, RtcFixture.PWD, 1, true)), "origin route unreachable");
    }

    private void refused(byte[] first, String end) throws IOException {
        try (Socket client = client()) {
            client.getOutputStream().write(first);
            assertThat(isClosed(client)).isTrue();
        }
        rtc.awaitEnds(end);
    }
}
