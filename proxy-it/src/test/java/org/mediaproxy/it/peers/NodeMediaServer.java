package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** node-media-server: a real origin for enhanced RTMP and HTTP-FLV. */
public final class NodeMediaServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("peers", "node_modules", "node-media-server", "bin", "app.js")
            .toAbsolutePath();

    private final RealProcess process;
    private final int rtmpPort;
    private final int httpPort;

    private NodeMediaServer(RealProcess process, int rtmpPort, int httpPort) {
        this.process = process;
        this.rtmpPort = rtmpPort;
        this.httpPort = httpPort;
    }

    /** Starts one on free ports of the loopback. */
    public static NodeMediaServer start(Path folder) throws IOException {
        Files.createDirectories(folder);
        int rtmp = FreePort.tcp();
        int http = FreePort.tcp();
        String config = """
                {"bind":"127.0.0.1","notify":{"url":""},"store":{"path":"%s","maxHistory":10},
                 "auth":{"play":false,"publish":false,"secret":"","jwt":{"secret":"x","expiresIn":"1h",
                   "refreshExpiresIn":"1h","algorithm":"HS256","users":[]}},
                 "rtmp":{"port":%d},"http":{"port":%d},"webadmin":{"enable":false},"record":{"auto":false,"path":"%s"}}
                """.formatted(folder.resolve("data"), rtmp, http, folder.resolve("record"));
        Path file = Files.writeString(folder.resolve("config.json"), config);
        RealProcess process = Programs.start(folder, Map.of(), "node", PROGRAM.toString(), "-c", file.toString());
        process.awaitPort(rtmp, Duration.ofSeconds(20));
        process.awaitPort(http, Duration.ofSeconds(20));
        return new NodeMediaServer(process, rtmp, http);
    }

    public int rtmpPort() {
        return rtmpPort;
    }

    public int httpPort() {
        return httpPort;
    }

    @Override
    public void close() {
        process.close();
    }
}
