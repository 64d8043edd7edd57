package org.mediaproxy.it.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mediaproxy.rtc.stun.IceKey;
import org.mediaproxy.rtc.stun.StunCheck;
import org.mediaproxy.rtc.stun.StunMessage;
import org.mediaproxy.rtc.stun.StunType;
import org.mediaproxy.rtc.stun.StunWriter;

/** A WebRTC client that calls an {@link IceOrigin} through a proxy: signalling, checks, and media that nobody decrypts. */
public final class IceCaller implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Pattern UFRAG = Pattern.compile("a=ice-ufrag:(\\S+)");

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final StunWriter writer = new StunWriter(new StunCheck());
    private final InetSocketAddress proxy;
    private final String username;
    private long transaction;

    /** Signals; no media yet. */
    public IceCaller(String stream, int apiPort, int mediaPort) throws IOException, InterruptedException {
        proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), mediaPort);
        String own = "call" + NUMBER.incrementAndGet();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + apiPort + "/rtc/v1/whip/?app=live&stream=" + stream))
                                .timeout(Duration.ofSeconds(20))
                                .header("Content-Type", "application/sdp")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        IceOrigin.sdp(own, "callerpasswordcallerpassword")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Matcher ufrag = UFRAG.matcher(answer.body());
        if (answer.statusCode() != 201 || !ufrag.find()) {
            throw new IOException("no answer: " + answer.statusCode() + " " + answer.body());
        }
        username = ufrag.group(1) + ":" + own;
    }

    /** Checks the way to the origin, again and again until it answers. */
    public void check() throws IOException {
        long number = ++transaction;
        ByteBuf out = Unpooled.buffer();
        writer.start(out, StunType.BINDING_REQUEST, number, 7).username(username);
        writer.useCandidate().priority(1).controlling(42).finish(IceKey.of(IceOrigin.PWD));
        until(ByteBufUtil.getBytes(out), heard -> {
            StunMessage message = new StunMessage();
            return message.read(Unpooled.wrappedBuffer(heard))
                    && message.type() == StunType.BINDING_SUCCESS
                    && message.transactionHigh() == number;
        });
        if (number == 1) {
            Thread staying = new Thread(this::stay, "ice-caller");
            staying.setDaemon(true);
            staying.start();
        }
    }

    /** Says something all the time, so that it is not taken for gone while a test does other things. */
    private void stay() {
        byte[] packet = new byte[20];
        packet[0] = (byte) 0x80;
        try {
            while (!socket.isClosed()) {
                socket.send(new DatagramPacket(packet, packet.length, proxy));
                Thread.sleep(200);
            }
        } catch (IOException | InterruptedException e) {
            socket.close();
        }
    }

    /** Says something that the origin says again. */
    public void media(int number) throws IOException {
        byte[] packet = new byte[200];
        packet[0] = (byte) 0x80;
        packet[1] = 111;
        packet[2] = (byte) (number >> 8);
        packet[3] = (byte) number;
        until(packet, heard -> Arrays.equals(heard, packet));
    }

    private interface Wanted {
        boolean is(byte[] heard);
    }

    /** As over any network a packet may be lost, though not many. */
    private void until(byte[] packet, Wanted wanted) throws IOException {
        for (int i = 0; i < 40; i++) {
            socket.send(new DatagramPacket(packet, packet.length, proxy));
            socket.setSoTimeout(500);
            try {
                while (true) {
                    DatagramPacket heard = new DatagramPacket(new byte[2048], 2048);
                    socket.receive(heard);
                    if (wanted.is(Arrays.copyOf(heard.getData(), heard.getLength()))) {
                        return;
                    }
                }
            } catch (SocketTimeoutException e) {
                // again
            }
        }
        throw new IOException("no answer through " + proxy);
    }

    @Override
    public void close() {
        socket.close();
    }
}
