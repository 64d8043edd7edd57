package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** One address in front of several proxies: HAProxy in TCP mode, which tries no second proxy where the first one refuses. */
public final class HaProxy implements AutoCloseable {

    private final RealProcess process;
    private final int rtmp;
    private final int http;

    private HaProxy(RealProcess process, int rtmp, int http) {
        this.process = process;
        this.rtmp = rtmp;
        this.http = http;
    }

    /** Starts it on free ports of the loopback, in front of these. */
    public static HaProxy start(Path folder, List<Daemon.Ports> proxies) throws IOException {
        int rtmp = FreePort.tcp();
        int http = FreePort.tcp();
        StringBuilder text = new StringBuilder("""
                defaults
                  mode tcp
                  timeout connect 30s
                  timeout client 300s
                  timeout server 300s
                  retries 0
                """);
        listen(text, "rtmp", rtmp, proxies.stream().map(Daemon.Ports::rtmp).toList());
        listen(text, "http", http, proxies.stream().map(Daemon.Ports::http).toList());
        Path file = folder.resolve("haproxy.cfg");
        Files.writeString(file, text.toString());
        RealProcess process = Programs.start(folder, Map.of(), "haproxy", "-db", "-f", file.toString());
        process.awaitPort(rtmp, Duration.ofSeconds(20));
        return new HaProxy(process, rtmp, http);
    }

    private static void listen(StringBuilder text, String name, int port, List<Integer> servers) {
        text.append("listen %s%n  bind 127.0.0.1:%d%n  balance roundrobin%n".formatted(name, port));
        for (int server : servers) {
            text.append("  server s%d 127.0.0.1:%d%n".formatted(server, server));
        }
    }

    public int rtmpPort() {
        return rtmp;
    }

    public int httpPort() {
        return http;
    }

    @Override
    public void close() {
        process.close();
    }
}
