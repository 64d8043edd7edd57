package org.mediaproxy.http.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;

/** What the API of an SRS 7.0 says, in its own spelling; nothing here knows of sockets. */
final class FakeSrs {

    /** A stream. */
    record Stream(String id, String vhost, String url, String cid, String video) {}

    /** A client. */
    record Client(String id, Stream stream, boolean publish) {}

    final String name;
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> kicked = new CopyOnWriteArrayList<>();

    /** Vhosts by id; the value is the name. */
    final Map<String, String> vhosts = new HashMap<>();

    /** Of each vhost. */
    long received = 100;

    final List<Stream> streams = new ArrayList<>();
    final List<Client> clients = new CopyOnWriteArrayList<>();

    FakeSrs(String name) {
        this.name = name;
    }

    /** One stream with a publisher and players. */
    FakeSrs publish(String vhostId, String vhost, String stream, int players) {
        vhosts.put(vhostId, vhost);
        String url = (vhost.equals("__defaultVhost__") ? "" : vhost) + "/live/" + stream;
        String cid = stream + "pub";
        Stream published = new Stream("vid-" + stream, vhostId, url, cid, "null");
        streams.add(published);
        clients.add(new Client(cid, published, true));
        for (int i = 0; i < players; i++) {
            clients.add(new Client(stream + "play" + i, published, false));
        }
        return this;
    }

    /** As it registers. */
    Origin origin(int apiPort) {
        return new Origin(
                name,
                "s-" + name,
                "7",
                "127.0.0.1",
                "",
                Map.of(OriginService.RTMP, List.of("1935"), OriginService.API, List.of("tcp://127.0.0.1:" + apiPort)),
                Instant.EPOCH,
                false);
    }

    /** The body of the reply, with status 200; empty for what is not found. */
    synchronized String answer(String method, String target) {
        asked.add(method + " " + target);
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        Map<String, Integer> query = query(mark < 0 ? "" : target.substring(mark + 1));
        if (path.startsWith("/api/v1/vhosts/")) {
            return list(
                    "vhosts", vhosts.keySet().stream().sorted().map(this::vhost).toList());
        }
        if (path.startsWith("/api/v1/streams/")) {
            return rows("stream", 2048, path, query, streams, Stream::id, this::stream);
        }
        if (path.startsWith("/api/v1/clients/")) {
            return clients(method, path, query);
        }
        return switch (path) {
            case "/api/v1/summaries" -> summaries();
            case "/api/v1/authors" -> envelope() + ",\"data\":{\"license\":\"MIT\"}}";
            case "/api/v1/tcmalloc" -> "MALLOC: <script>alert(1)</script>";
            default -> "";
        };
    }

    private String clients(String method, String path, Map<String, Integer> query) {
        String id = path.substring("/api/v1/clients/".length());
        if (method.equals("DELETE")) {
            boolean there = clients.removeIf(client -> client.id().equals(id));
            if (there) {
                kicked.add(id);
            }
            return there ? envelope() + "}" : "{\"code\":2049}";
        }
        return rows("client", 2049, path, query, clients, Client::id, this::client);
    }

    private static Map<String, Integer> query(String text) {
        Map<String, Integer> query = new HashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2 && parts[1].matches("\\d+")) {
                query.put(parts[0], Integer.valueOf(parts[1]));
            }
        }
        return query;
    }

    private <T> String rows(
            String single,
            int notFound,
            String path,
            Map<String, Integer> query,
            List<T> all,
            Function<T, String> id,
            Function<T, String> row) {
        String wanted = path.substring(path.lastIndexOf('/') + 1);
        if (!wanted.isEmpty()) {
            return all.stream()
                    .filter(one -> id.apply(one).equals(wanted))
                    .findFirst()
                    .map(one -> envelope() + ",\"" + single + "\":" + row.apply(one) + "}")
                    .orElse("{\"code\":" + notFound + "}");
        }
        int start = Math.max(0, query.getOrDefault("start", 0));
        int count = Math.max(10, query.getOrDefault("count", 0)); // SRS gives no fewer than ten
        return list(single + "s", all.stream().skip(start).limit(count).map(row).toList());
    }

    String envelope() {
        return "{\"code\":0,\"server\":\"" + name + "\",\"service\":\"s-" + name + "\",\"pid\":\"7\"";
    }

    private String list(String field, List<String> rows) {
        return envelope() + ",\"" + field + "\":" + rows.stream().collect(Collectors.joining(",", "[", "]}"));
    }

    private String vhost(String id) {
        long there = clients.stream().filter(c -> c.stream().vhost().equals(id)).count();
        long live = streams.stream().filter(s -> s.vhost().equals(id)).count();
        boolean hls = name.equals("b");
        return "{\"id\":\"" + id + "\",\"name\":\"" + vhosts.get(id) + "\",\"enabled\":true,\"clients\":" + there
                + ",\"streams\":" + live + ",\"send_bytes\":9007199254740993,\"recv_bytes\":" + received
                + ",\"kbps\":{\"recv_30s\":10,\"send_30s\":20},\"hls\":{\"enabled\":" + hls
                + (hls ? ",\"fragment\":2.00" : "") + "}}";
    }

    private String stream(Stream stream) {
        long there = clients.stream().filter(c -> c.stream().equals(stream)).count();
        return "{\"id\":\"" + stream.id() + "\",\"name\":\"" + stream.id().substring(4) + "\",\"vhost\":\""
                + stream.vhost() + "\",\"app\":\"live\",\"tcUrl\":\"rtmp://127.0.0.1:19352/live\",\"url\":\""
                + stream.url() + "\",\"live_ms\":1795345858726,\"clients\":" + there
                + ",\"frames\":9007199254740993,\"send_bytes\":37614,\"recv_bytes\":93908"
                + ",\"kbps\":{\"recv_30s\":0,\"send_30s\":0},\"publish\":{\"active\":true,\"cid\":\"" + stream.cid()
                + "\"},\"video\":" + stream.video()
                + ",\"audio\":{\"codec\":\"AAC\",\"sample_rate\":44100,\"channel\":2,\"profile\":\"LC\"}}";
    }

    private String client(Client client) {
        return "{\"id\":\"" + client.id() + "\",\"vhost\":\"" + client.stream().vhost() + "\",\"stream\":\""
                + client.stream().id() + "\",\"ip\":\"127.0.0.1\",\"pageUrl\":\"\",\"swfUrl\":\"\""
                + ",\"tcUrl\":\"rtmp://127.0.0.1:19352/live\",\"url\":\""
                + client.stream().url() + "\",\"name\":\"x\",\"type\":\""
                + (client.publish() ? "fmle-publish" : "rtmp-play") + "\",\"publish\":" + client.publish()
                + ",\"alive\":5.63,\"send_bytes\":4384,\"recv_bytes\":93759,\"kbps\":{\"recv_30s\":0,\"send_30s\":0}}";
    }

    private String summaries() {
        return envelope() + """
                ,"data":{"ok":true,"now_ms":1795345858752,"self":{"version":"7.0.18","pid":19126,"ppid":1,\
                "argv":"/secret/srs -c /secret/srs.conf","cwd":"/secret","mem_kbyte":1000,"mem_percent":0.01,\
                "cpu_percent":0.25,"srs_uptime":26},"system":{"cpu_percent":0.50,"disk_read_KBps":7559,\
                "disk_write_KBps":1,"disk_busy_percent":0.00,"mem_ram_kbyte":100000,"mem_ram_percent":0.20,\
                "mem_swap_kbyte":0,"mem_swap_percent":0.00,"cpus":2,"cpus_online":2,"uptime":12298.15,\
                "ilde_time":12418.94,"load_1m":0.16,"load_5m":0.63,"load_15m":0.95,\
                "net_sample_time":1795345850742,"net_recv_bytes":9007199254740993,"net_send_bytes":0,\
                "net_recvi_bytes":224347699797,"net_sendi_bytes":223457854175,"srs_sample_time":1795345856749,\
                "srs_recv_bytes":130208,"srs_send_bytes":41998,"conn_sys":1021,"conn_sys_et":812,\
                "conn_sys_tw":191,"conn_sys_udp":0,"conn_srs":3}}}""";
    }
}
