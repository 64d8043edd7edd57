package org.mediaproxy.it.peers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** The proxy as a process of its own, from the launcher's distribution, on free ports of the loopback. */
public final class Daemon implements AutoCloseable {

    private static final Path DISTRIBUTION = Path.of("..", "proxy-launcher", "target", "mediaproxy")
            .toAbsolutePath()
            .normalize();

    private final RealProcess process;
    private final int rtmpPort;
    private final int httpPort;
    private final int apiPort;
    private final int systemPort;

    private Daemon(RealProcess process, int rtmpPort, int httpPort, int apiPort, int systemPort) {
        this.process = process;
        this.rtmpPort = rtmpPort;
        this.httpPort = httpPort;
        this.apiPort = apiPort;
        this.systemPort = systemPort;
    }

    /** Starts the daemon and waits until it is ready. */
    public static Daemon start(Path folder, Map<String, String> settings, String... arguments) throws IOException {
        return start(folder, settings, List.of(), arguments);
    }

    /** Starts it with more jars on its class path. */
    public static Daemon start(Path folder, Map<String, String> settings, List<Path> plugins, String... arguments)
            throws IOException {
        int rtmp = FreePort.tcp();
        int http = FreePort.tcp();
        int api = FreePort.tcp();
        int system = FreePort.tcp();
        Map<String, String> environment = new HashMap<>(Map.of(
                "PROXY_RTMP_SERVER", "127.0.0.1:" + rtmp,
                "PROXY_HTTP_SERVER", "127.0.0.1:" + http,
                "PROXY_HTTP_API", "127.0.0.1:" + api,
                "PROXY_RTSP_SERVER", "127.0.0.1:0",
                "PROXY_SRT_SERVER", "127.0.0.1:0",
                "PROXY_WEBRTC_SERVER", "127.0.0.1:0",
                "PROXY_SYSTEM_API", "127.0.0.1:" + system));
        environment.putAll(settings);
        RealProcess process = run(folder, environment, plugins, List.of(), arguments);
        process.awaitPort(system, Duration.ofSeconds(20));
        return new Daemon(process, rtmp, http, api, system);
    }

    /** Runs the launcher with any arguments and does not wait for anything. */
    public static RealProcess run(
            Path folder, Map<String, String> environment, List<Path> plugins, List<String> jvm, String... arguments)
            throws IOException {
        Files.createDirectories(folder);
        StringBuilder classPath =
                new StringBuilder(DISTRIBUTION.resolve("mediaproxy.jar").toString());
        classPath.append(File.pathSeparator).append(DISTRIBUTION.resolve("lib")).append("/*");
        plugins.forEach(jar -> classPath.append(File.pathSeparator).append(jar.toAbsolutePath()));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.add("-Dio.netty.leakDetection.level=paranoid");
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath.toString(), "org.mediaproxy.launcher.Main"));
        command.addAll(List.of(arguments));
        return Programs.start(folder, environment, command.toArray(String[]::new));
    }

    public int rtmpPort() {
        return rtmpPort;
    }

    public int httpPort() {
        return httpPort;
    }

    public int apiPort() {
        return apiPort;
    }

    public int systemPort() {
        return systemPort;
    }

    public String rtmp(String path) {
        return "rtmp://127.0.0.1:" + rtmpPort + path;
    }

    public String http(String path) {
        return "http://127.0.0.1:" + httpPort + path;
    }

    /** A URL on the port of the origins' HTTP API and of WHIP and WHEP. */
    public String api(String path) {
        return "http://127.0.0.1:" + apiPort + path;
    }

    public RealProcess process() {
        return process;
    }

    /** Open file descriptors of the process. */
    public int descriptors() {
        String[] open = new File("/proc/" + process.pid() + "/fd").list();
        return open == null ? 0 : open.length;
    }

    /** Bound UDP sockets of the process. */
    public long udpSockets() throws IOException {
        Set<String> own = new HashSet<>();
        String[] open = new File("/proc/" + process.pid() + "/fd").list();
        for (String descriptor : open == null ? new String[0] : open) {
            try {
                own.add(Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/fd", descriptor))
                        .toString());
            } catch (NoSuchFileException closed) {
                // in between
            }
        }
        long count = 0;
        for (String table : List.of("udp", "udp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/net", table))) {
                String[] columns = line.strip().split("\\s+");
                count += own.contains("socket:[" + columns[9] + "]") ? 1 : 0;
            }
        }
        return count;
    }

    /** Resident memory of the process in KiB. */
    public long residentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS of " + process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}
