package org.mediaproxy.system;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.testing.TestProxy;

/** The System API on loopback and a client of it. */
final class SystemClient implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    final TestProxy proxy;

    SystemClient(Map<String, String> settings) {
        proxy = new TestProxy(new SystemProtocol(), settings);
    }

    /** A reply. */
    record Reply(int status, String body) {

        JsonObject json() {
            return JsonParser.parseString(body).getAsJsonObject();
        }
    }

    Reply send(String method, String target, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(proxy.url(HttpPort.SYSTEM, target)))
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body());
    }

    Reply register(String body, String... headers) throws IOException, InterruptedException {
        return send("POST", "/api/v1/srs/register", body, headers);
    }

    @Override
    public void close() {
        proxy.close();
    }
}
