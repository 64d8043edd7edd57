package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/**
 * One nginx that serves HLS and DASH files: those that its RTMP module writes for what is published to {@code live}, and
 * whatever is put into its folder by hand or by PUT. Its access log proves what it was asked for.
 */
public final class NginxFiles implements AutoCloseable {

    private final RealProcess process;
    private final Path folder;
    private final int rtmpPort;
    private final int httpPort;

    private NginxFiles(RealProcess process, Path folder, int rtmpPort, int httpPort) {
        this.process = process;
        this.folder = folder;
        this.rtmpPort = rtmpPort;
        this.httpPort = httpPort;
    }

    /** Starts one in a folder of its own, made if missing. */
    public static NginxFiles start(Path folder) throws IOException {
        for (String each : List.of("logs", "b", "p", "f", "u", "s", "www/live", "www/dash")) {
            Files.createDirectories(folder.resolve(each));
        }
        int rtmp = FreePort.tcp();
        int http = FreePort.tcp();
        String root = folder.resolve("www").toAbsolutePath().toString();
        String config = """
                load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
                daemon off; master_process off; worker_processes 1; user root;
                pid nginx.pid; error_log logs/error.log error;
                events { worker_connections 4096; }
                rtmp {
                  access_log off;
                  server {
                    listen 127.0.0.1:%1$d;
                    application live {
                      live on;
                      hls on; hls_path %3$s/live; hls_fragment 1s; hls_playlist_length 8s;
                    }
                    application dash { live on; dash on; dash_path %3$s/dash; dash_fragment 1s; dash_playlist_length 8s; }
                  }
                }
                http {
                  types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; application/dash+xml mpd;
                          video/mp4 mp4 m4s m4v m4a; }
                  access_log logs/access.log;
                  client_max_body_size 100m; keepalive_requests 100000;
                  client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                  server {
                    listen 127.0.0.1:%2$d;
                    root %3$s;
                    dav_methods PUT DELETE; create_full_put_path on;
                  }
                }
                """.formatted(rtmp, http, root);
        Files.writeString(folder.resolve("nginx.conf"), config);
        RealProcess process = Programs.start(
                folder, Map.of(), "nginx", "-p", folder.toAbsolutePath().toString(), "-c", "nginx.conf");
        process.awaitPort(rtmp, Duration.ofSeconds(10));
        process.awaitPort(http, Duration.ofSeconds(10));
        return new NginxFiles(process, folder, rtmp, http);
    }

    public int rtmpPort() {
        return rtmpPort;
    }

    public int httpPort() {
        return httpPort;
    }

    /** The folder that is served. */
    public Path files() {
        return folder.resolve("www");
    }

    /** The targets of all requests up to now, in order. */
    public List<String> requests() throws IOException {
        try (var lines = Files.lines(folder.resolve("logs/access.log"))) {
            return lines.map(line -> line.split(" ", -1)[6]).toList();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
