package org.mediaproxy.it.chaos;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.it.peers.SystemApi;
import org.mediaproxy.testkit.RealProcess;

/** A proxy, as the daemon that users run, with leak detection at its most thorough. */
final class ProxyMember extends Member {

    private static final long START_NANOS = 30_000_000_000L;

    private final Path folder;
    private final String host;
    private final List<String> inside;
    private final Map<String, String> settings = new HashMap<>();
    private final Daemon.Ports ports = Daemon.Ports.free();
    private final SystemApi api;

    /**
     * A proxy that is not started yet.
     *
     * @param host where it listens
     * @param inside the words that run a program in its network, none for this one
     * @param balancer the settings of its load balancer
     */
    ProxyMember(int number, Path folder, String host, List<String> inside, Map<String, String> balancer) {
        super(Kind.PROXY, "proxy" + number);
        this.folder = folder;
        this.host = host;
        this.inside = inside;
        api = new SystemApi(host, ports.system());
        settings.putAll(balancer);
        settings.put("PROXY_RTMP_SERVER", host + ":" + ports.rtmp());
        settings.put("PROXY_HTTP_SERVER", host + ":" + ports.http());
        settings.put("PROXY_HTTP_API", host + ":" + ports.api());
        settings.put("PROXY_SYSTEM_API", host + ":" + ports.system());
        settings.put("PROXY_RTSP_SERVER", host + ":0");
        settings.put("PROXY_SRT_SERVER", host + ":0");
        settings.put("PROXY_WEBRTC_SERVER", host + ":0");
        settings.put("PROXY_NEW_STREAMS_PER_ADDRESS", "10000");
    }

    @Override
    RealProcess launch(int run) throws IOException {
        RealProcess process = Daemon.run(inside, folder.resolve("run" + run), settings, List.of(), List.of());
        long end = System.nanoTime() + START_NANOS;
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.close();
                throw new AssertionError(this + " does not serve: " + process.output());
            }
            Cluster.sleep(50);
        }
        return process;
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, ports.system()), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    InetSocketAddress rtmp() {
        return new InetSocketAddress(host, ports.rtmp());
    }

    SystemApi api() {
        return api;
    }

    /** Open file descriptors now; 0 if it does not run. */
    int descriptors() {
        RealProcess running = process();
        @Nullable String @Nullable [] open = running == null ? null : new File("/proc/" + running.pid() + "/fd").list();
        return open == null ? 0 : open.length;
    }
}
