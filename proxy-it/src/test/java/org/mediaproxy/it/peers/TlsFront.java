package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** HAProxy that ends TLS in front of an origin which cannot. */
public final class TlsFront implements AutoCloseable {

    private final RealProcess process;
    private final int port;

    private TlsFront(RealProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it on a free port, with a certificate and its key in one file. */
    public static TlsFront start(Path folder, Path pem, int origin) throws IOException {
        int port = FreePort.tcp();
        Path configuration = folder.resolve("haproxy-" + port + ".cfg");
        Files.writeString(configuration, """
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 1h
                  timeout server 1h
                listen front
                  bind 127.0.0.1:%d ssl crt %s
                  server origin 127.0.0.1:%d
                """.formatted(port, pem.toAbsolutePath(), origin));
        RealProcess process = Programs.start(folder, Map.of(), "haproxy", "-f", configuration.toString());
        process.awaitPort(port, Duration.ofSeconds(20));
        return new TlsFront(process, port);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
