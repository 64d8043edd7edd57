package org.mediaproxy.rtmp.scripted;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.mediaproxy.rtmp.handshake.ClientHandshake;

/** A client of the proxy. */
public final class Client extends Peer {

    public static final int BLOCK = 1536;

    private Client(Socket socket) {
        super(socket);
    }

    /** A client that has connected and said nothing. */
    public static Client connected(TestProxy proxy) {
        try {
            return new Client(new Socket(InetAddress.getLoopbackAddress(), proxy.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with TLS, whose hands are shaken. */
    public static Client connected(TestProxy proxy, SSLContext trusting, String version) {
        try {
            SSLSocket socket = (SSLSocket)
                    trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), proxy.tlsPort());
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return new Client(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same over a connection that the test can spoil. */
    public static Client over(Socket connection, SSLContext trusting) {
        try {
            SSLSocket socket =
                    (SSLSocket) trusting.getSocketFactory().createSocket(connection, "localhost", 443, false);
            socket.startHandshake();
            return new Client(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client that has shaken hands and reads all the time. */
    public static Client shaken(TestProxy proxy) {
        return shaken(connected(proxy));
    }

    private static Client shaken(Client client) {
        client.send(c0c1());
        client.finishHandshake();
        return client;
    }

    /** A publisher that waited for every answer, up to publish, which is sent. */
    public static Client publisher(TestProxy proxy, String stream) {
        return publisher(shaken(proxy), stream);
    }

    /** The same of a client that has only connected with TLS. */
    public static Client publisherOverTls(Client connected, String stream) {
        return publisher(shaken(connected), stream);
    }

    private static Client publisher(Client shaken, String stream) {
        Client client = upToCreateStream(shaken, stream);
        client.send(new Wire().publish(stream));
        return client;
    }

    /** A player that waited for every answer, up to play, which is sent. */
    public static Client player(TestProxy proxy, String stream) {
        return player(shaken(proxy), stream);
    }

    /** The same of a client that has only connected with TLS. */
    public static Client playerOverTls(Client connected, String stream) {
        return player(shaken(connected), stream);
    }

    private static Client player(Client shaken, String stream) {
        Client client = upToPlay(shaken);
        client.send(new Wire().play(stream));
        return client;
    }

    /** A player that has the answer to createStream. */
    public static Client upToPlay(TestProxy proxy) {
        return upToPlay(shaken(proxy));
    }

    private static Client upToPlay(Client client) {
        client.send(new Wire().connect("live"));
        client.inbox().command("_result");
        client.send(new Wire().call("createStream", 2));
        client.result(2);
        return client;
    }

    /** A publisher that has the answer to createStream. */
    public static Client upToCreateStream(TestProxy proxy, String stream) {
        return upToCreateStream(shaken(proxy), stream);
    }

    private static Client upToCreateStream(Client client, String stream) {
        client.send(new Wire().connect("live"));
        client.inbox().command("_result");
        client.send(new Wire()
                .call("releaseStream", 2, stream)
                .call("FCPublish", 3, stream)
                .call("createStream", 4));
        client.result(4);
        return client;
    }

    /** Waits for the answer to a transaction. */
    public Said result(double transaction) {
        return inbox().await(
                        said -> said.name().equals("_result") && said.transaction() == transaction,
                        "_result " + transaction);
    }

    /** Reads S0 to S2, sends C2, starts reading. */
    public void finishHandshake() {
        byte[] answer = read(1 + 2 * BLOCK);
        send(answer, 1, 1 + BLOCK);
        startReading();
    }

    /** C0 and C1. */
    public static byte[] c0c1() {
        ByteBuf made = ClientHandshake.c0c1(UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(made);
        made.release();
        return bytes;
    }
}
