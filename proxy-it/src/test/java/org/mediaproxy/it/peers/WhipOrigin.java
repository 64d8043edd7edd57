package org.mediaproxy.it.peers;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** An origin of WHIP and WHEP on pion, with one media port for UDP and TCP; compiled once for each run of the tests. */
public final class WhipOrigin implements AutoCloseable {

    private static final Path SOURCE = Path.of("peers", "whip-origin").toAbsolutePath();
    private static final Path PROGRAM = Path.of("target", "whip-origin").toAbsolutePath();

    private final RealProcess process;
    private final int apiPort;
    private final int mediaPort;

    private WhipOrigin(RealProcess process, int apiPort, int mediaPort) {
        this.process = process;
        this.apiPort = apiPort;
        this.mediaPort = mediaPort;
    }

    /** Starts one on free ports of the loopback. */
    public static WhipOrigin start(Path folder) throws IOException {
        compile();
        Files.createDirectories(folder);
        int api = FreePort.tcp();
        int media = FreePort.tcp();
        RealProcess process =
                Programs.start(folder, Map.of(), PROGRAM.toString(), Integer.toString(api), Integer.toString(media));
        process.awaitPort(api, Duration.ofSeconds(20));
        return new WhipOrigin(process, api, media);
    }

    private static synchronized void compile() throws IOException {
        if (Files.exists(PROGRAM)
                && Files.getLastModifiedTime(PROGRAM).compareTo(Files.getLastModifiedTime(SOURCE.resolve("main.go")))
                        > 0) {
            return;
        }
        Map<String, String> environment = Map.of(
                "GO111MODULE", "off",
                "GOPATH", "/usr/share/gocode",
                "GOCACHE", PROGRAM.resolveSibling("go-cache").toString(),
                "CGO_ENABLED", "0");
        try (RealProcess go = Programs.start(SOURCE, environment, "go", "build", "-o", PROGRAM.toString(), ".")) {
            if (go.awaitExit(Duration.ofMinutes(5)) != 0) {
                throw new IOException("go build: " + go.output());
            }
        }
    }

    public int apiPort() {
        return apiPort;
    }

    public int mediaPort() {
        return mediaPort;
    }

    /** Registers it at a proxy, with both transports. */
    public void register(SystemApi proxy) throws IOException, InterruptedException {
        proxy.register("""
                {"ip":"127.0.0.1","server":"pion","service":"s1","pid":"1","device_id":"pion","summaries":{},
                 "rtmp":["1"],"api":["%d"],"rtc":["udp://0.0.0.0:%d","tcp://0.0.0.0:%d"]}
                """.formatted(apiPort, mediaPort, mediaPort));
    }

    /** The sessions that it has now. */
    public int sessions() throws IOException, InterruptedException {
        return stat().get("sessions").getAsInt();
    }

    /** Packets of media that have come from publishers. */
    public long packets() throws IOException, InterruptedException {
        return stat().get("packets").getAsLong();
    }

    private JsonObject stat() throws IOException, InterruptedException {
        return new SystemApi(apiPort).get("/stat");
    }

    @Override
    public void close() {
        process.close();
    }
}
