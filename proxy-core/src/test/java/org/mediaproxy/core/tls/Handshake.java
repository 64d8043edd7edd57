package org.mediaproxy.core.tls;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** A client that shakes hands with a server's engine in memory. */
final class Handshake {

    private static final int MAX_STEPS = 100;
    private static final int SIZE = 64 * 1024;

    private Handshake() {}

    /** The certificate that the client is shown. */
    static X509Certificate with(SSLEngine server, SSLContext trusting) throws SSLException {
        return with(server, trusting, new SSLParameters());
    }

    /** The same for a client that asks for a host, or has other wishes. */
    static X509Certificate with(SSLEngine server, SSLContext trusting, SSLParameters wishes) throws SSLException {
        SSLEngine client = trusting.createSSLEngine();
        client.setUseClientMode(true);
        client.setSSLParameters(wishes);
        ByteBuffer toServer = ByteBuffer.allocate(SIZE);
        ByteBuffer toClient = ByteBuffer.allocate(SIZE);
        for (int i = 0; i < MAX_STEPS; i++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
            if (isDone(client) && isDone(server) && toServer.position() == 0 && toClient.position() == 0) {
                return (X509Certificate) client.getSession().getPeerCertificates()[0];
            }
        }
        throw new SSLException("no end of the handshake");
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer from, ByteBuffer to) throws SSLException {
        from.flip();
        ByteBuffer plain = ByteBuffer.allocate(SIZE);
        int before;
        do {
            before = from.remaining();
            engine.unwrap(from, plain);
            runTasks(engine);
        } while (from.hasRemaining() && from.remaining() < before);
        from.compact();
        do {
            before = to.position();
            engine.wrap(ByteBuffer.allocate(0), to);
            runTasks(engine);
        } while (to.position() > before);
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
