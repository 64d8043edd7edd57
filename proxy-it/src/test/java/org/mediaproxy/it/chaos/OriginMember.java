package org.mediaproxy.it.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** A real origin, which registers at whatever proxy it finds, with another pid after each start. */
final class OriginMember extends Member {

    private final Path folder;
    private final String host;
    private final int rtmpPort = FreePort.tcp();
    private final int httpPort = FreePort.tcp();
    private volatile @Nullable NginxRtmp nginx;

    OriginMember(int number, Path folder, String host) {
        super(Kind.ORIGIN, "origin" + number);
        this.folder = folder;
        this.host = host;
    }

    @Override
    RealProcess launch(int run) throws IOException {
        NginxRtmp started = NginxRtmp.start(folder, host, rtmpPort, httpPort, 4096);
        nginx = started;
        return started.process();
    }

    /** Who is on it, by its own statistics. */
    List<NginxRtmp.Stat> stat() {
        NginxRtmp running = nginx;
        return running == null ? List.of() : running.stat();
    }

    /** The heartbeat that registers it. */
    String heartbeat() {
        return """
                {"ip":"%s","server":"%s","service":"s%d","pid":"%d","device_id":"%s","summaries":{},
                 "rtmp":["%d"],"http":["tcp://0.0.0.0:%d"]}
                """.formatted(host, name(), run(), run(), name(), rtmpPort, httpPort);
    }
}
