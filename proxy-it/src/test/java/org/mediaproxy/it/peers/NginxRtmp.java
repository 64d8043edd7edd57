package org.mediaproxy.it.peers;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** One nginx with its RTMP module: an origin that registers nowhere, with statistics that prove who is on it. */
public final class NginxRtmp implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RealProcess process;
    private final int rtmpPort;
    private final int httpPort;
    private final HttpClient client = HttpClient.newHttpClient();

    private NginxRtmp(RealProcess process, int rtmpPort, int httpPort) {
        this.process = process;
        this.rtmpPort = rtmpPort;
        this.httpPort = httpPort;
    }

    /**
     * Starts one with applications {@code live}, {@code live/inner}, and {@code closed}, whose publishers and players
     * are refused by a callback.
     *
     * @param folder its own, made if missing
     * @param chunkSize what it sends with
     */
    public static NginxRtmp start(Path folder, int chunkSize) throws IOException {
        return start(folder, FreePort.tcp(), FreePort.tcp(), chunkSize);
    }

    /** Starts one on given ports, to come back after a death. */
    public static NginxRtmp start(Path folder, int rtmpPort, int httpPort, int chunkSize) throws IOException {
        return start(folder, "127.0.0.1", rtmpPort, httpPort, chunkSize);
    }

    /** Starts one that gives RTMP at another address of the machine's own too. */
    public static NginxRtmp start(Path folder, String host, int rtmpPort, int httpPort, int chunkSize)
            throws IOException {
        for (String each : List.of("logs", "b", "p", "f", "u", "s")) {
            Files.createDirectories(folder.resolve(each));
        }
        String config = """
                load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
                daemon off; master_process off; worker_processes 1; user root;
                pid nginx.pid; error_log logs/error.log info;
                events { worker_connections 4096; }
                rtmp {
                  access_log off;
                  server {
                    listen 127.0.0.1:%1$d;%4$s
                    chunk_size %3$d;
                    application live { live on; wait_key on; sync 10ms; drop_idle_publisher 60s; }
                    application live/inner { live on; }
                    application closed {
                      live on;
                      on_publish http://127.0.0.1:%2$d/no;
                      on_play http://127.0.0.1:%2$d/no;
                    }
                  }
                }
                http {
                  access_log off;
                  client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                  server {
                    listen 127.0.0.1:%2$d;
                    location /stat { rtmp_stat all; }
                    location /no { return 403; }
                  }
                }
                """.formatted(
                        rtmpPort,
                        httpPort,
                        chunkSize,
                        host.equals("127.0.0.1") ? "" : " listen " + host + ":" + rtmpPort + ";");
        Files.writeString(folder.resolve("nginx.conf"), config);
        RealProcess process = Programs.start(
                folder, Map.of(), "nginx", "-p", folder.toAbsolutePath().toString(), "-c", "nginx.conf");
        process.awaitPort(rtmpPort, Duration.ofSeconds(10));
        process.awaitPort(httpPort, Duration.ofSeconds(10));
        return new NginxRtmp(process, rtmpPort, httpPort);
    }

    public int rtmpPort() {
        return rtmpPort;
    }

    public int httpPort() {
        return httpPort;
    }

    public RealProcess process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    /** Who is on a stream. */
    public record Stat(String application, String stream, int publishers, int players) {}

    /** Every stream with somebody on it, from the server's own statistics. */
    public List<Stat> stat() {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/stat"))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return parse(answer.body());
        } catch (Exception e) {
            throw new IllegalStateException("no statistics from nginx on port " + httpPort, e);
        }
    }

    private static List<Stat> parse(String xml) throws Exception {
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
        List<Stat> all = new ArrayList<>();
        NodeList applications = root.getElementsByTagName("application");
        for (int a = 0; a < applications.getLength(); a++) {
            Element application = (Element) applications.item(a);
            NodeList streams = application.getElementsByTagName("stream");
            for (int s = 0; s < streams.getLength(); s++) {
                all.add(stat(text(application, "name"), (Element) streams.item(s)));
            }
        }
        return all;
    }

    private static Stat stat(String application, Element stream) {
        int publishers = 0;
        NodeList clients = stream.getElementsByTagName("client");
        for (int c = 0; c < clients.getLength(); c++) {
            publishers += ((Element) clients.item(c))
                    .getElementsByTagName("publishing")
                    .getLength();
        }
        return new Stat(application, text(stream, "name"), publishers, clients.getLength() - publishers);
    }

    private static String text(Element parent, String tag) {
        return parent.getElementsByTagName(tag).item(0).getTextContent();
    }

    /** Ends it at once, as a crash would. */
    public void kill() {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        process.close();
    }
}
