package org.mediaproxy.it.peers;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Calls a proxy's System API as an origin and as an operator do. */
public final class SystemApi {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    /** A caller of the System API on a port of 127.0.0.1. */
    public SystemApi(int port) {
        this("127.0.0.1", port);
    }

    /** A caller of the System API at another address. */
    public SystemApi(String host, int port) {
        this.base = "http://" + host + ":" + port;
    }

    /** Any answer with its status. */
    public HttpResponse<String> call(String method, String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(PATIENCE)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The JSON of a status call. */
    public JsonObject get(String path) throws IOException, InterruptedException {
        return JsonParser.parseString(call("GET", path, "").body()).getAsJsonObject();
    }

    /** Registers an origin at 127.0.0.1 as SRS does. */
    public void register(String server, String pid, int rtmp, int http) throws IOException, InterruptedException {
        register("""
                {"ip":"127.0.0.1","server":"%s","service":"s%s","pid":"%s","device_id":"%s","summaries":{},
                 "rtmp":["%d"],"http":["tcp://0.0.0.0:%d"]}
                """.formatted(server, pid, pid, server, rtmp, http));
    }

    /** Registers an origin by the JSON of its heartbeat. */
    public void register(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = call("POST", "/api/v1/srs/register", body);
        if (answer.statusCode() != 200) {
            throw new IOException("registration refused: " + answer.statusCode() + " " + answer.body());
        }
    }
}
