package org.mediaproxy.it.peers;

import static org.awaitility.Awaitility.await;

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
    private final Ports ports;

    private Daemon(RealProcess process, Ports ports) {
        this.process = process;
        this.ports = ports;
    }

    /** Starts the daemon and waits until it is ready. */
    public static Daemon start(Path folder, Map<String, String> settings, String... arguments) throws IOException {
        return start(folder, settings, List.of(), arguments);
    }

    /** Where one listens that is to come back at the same place. */
    public record Ports(int rtmp, int http, int api, int system) {

        public static Ports free() {
            return new Ports(FreePort.tcp(), FreePort.tcp(), FreePort.tcp(), FreePort.tcp());
        }
    }

    /** Starts it with more jars on its class path. */
    public static Daemon start(Path folder, Map<String, String> settings, List<Path> plugins, String... arguments)
            throws IOException {
        return start(folder, Ports.free(), settings, plugins, arguments);
    }

    /** Starts it on given ports, to come back after a death. */
    public static Daemon start(
            Path folder, Ports ports, Map<String, String> settings, List<Path> plugins, String... arguments)
            throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PROXY_RTMP_SERVER", "127.0.0.1:" + ports.rtmp,
                "PROXY_HTTP_SERVER", "127.0.0.1:" + ports.http,
                "PROXY_HTTP_API", "127.0.0.1:" + ports.api,
                "PROXY_RTSP_SERVER", "127.0.0.1:0",
                "PROXY_SRT_SERVER", "127.0.0.1:0",
                "PROXY_WEBRTC_SERVER", "127.0.0.1:0",
                "PROXY_SYSTEM_API", "127.0.0.1:" + ports.system));
        environment.putAll(settings);
        RealProcess process = run(folder, environment, plugins, List.of(), arguments);
        process.awaitPort(ports.system, Duration.ofSeconds(20));
        awaitStarted(new SystemApi(ports.system));
        return new Daemon(process, ports);
    }

    /** Other ports open after the first one. */
    private static void awaitStarted(SystemApi api) {
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> !api.call("GET", "/readyz", "").body().contains("not started"));
    }

    /** Runs the launcher with any arguments and does not wait for anything. */
    public static RealProcess run(
            Path folder, Map<String, String> environment, List<Path> plugins, List<String> jvm, String... arguments)
            throws IOException {
        return run(List.of(), folder, environment, plugins, jvm, arguments);
    }

    /** The same by a program that runs it somewhere else. */
    public static RealProcess run(
            List<String> inside,
            Path folder,
            Map<String, String> environment,
            List<Path> plugins,
            List<String> jvm,
            String... arguments)
            throws IOException {
        Files.createDirectories(folder);
        StringBuilder classPath =
                new StringBuilder(DISTRIBUTION.resolve("mediaproxy.jar").toString());
        classPath.append(File.pathSeparator).append(DISTRIBUTION.resolve("lib")).append("/*");
        plugins.forEach(jar -> classPath.append(File.pathSeparator).append(jar.toAbsolutePath()));
        List<String> command = new ArrayList<>(inside);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dio.netty.leakDetection.level=paranoid");
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath.toString(), "org.mediaproxy.launcher.Main"));
        command.addAll(List.of(arguments));
        return Programs.start(folder, environment, command.toArray(String[]::new));
    }

    public int rtmpPort() {
        return ports.rtmp;
    }

    public int httpPort() {
        return ports.http;
    }

    public int apiPort() {
        return ports.api;
    }

    public int systemPort() {
        return ports.system;
    }

    public String rtmp(String path) {
        return "rtmp://127.0.0.1:" + ports.rtmp + path;
    }

    public String http(String path) {
        return "http://127.0.0.1:" + ports.http + path;
    }

    /** A URL on the port of the origins' HTTP API and of WHIP and WHEP. */
    public String api(String path) {
        return "http://127.0.0.1:" + ports.api + path;
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
