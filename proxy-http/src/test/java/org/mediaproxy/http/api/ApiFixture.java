package org.mediaproxy.http.api;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.http.HttpProtocol;

/** A proxy, three origins with an API and one without, and a client of the aggregate. */
final class ApiFixture implements AutoCloseable {

    static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    final TestProxy proxy;
    final List<FakeSrsApi> apis = new ArrayList<>();

    ApiFixture(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("PROXY_ORIGIN_API_TIMEOUT", "700ms"));
        all.putAll(settings);
        proxy = new TestProxy(new HttpProtocol(), all);
        add(new FakeSrs("a").publish("vid-1", "__defaultVhost__", "one", 2).publish("vid-2", "v.example", "two", 1));
        add(new FakeSrs("b").publish("vid-1", "v.example", "one", 0));
        add(new FakeSrs("c").publish("vid-9", "__defaultVhost__", "three", 30));
    }

    private void add(FakeSrs srs) throws IOException {
        FakeSrsApi api = new FakeSrsApi(srs);
        apis.add(api);
        proxy.balancer().origins().register(api.origin());
    }

    FakeSrsApi api(String name) {
        return apis.stream()
                .filter(api -> api.srs.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Everything the origins were asked so far. */
    List<String> asked(String name) {
        return api(name).srs.asked;
    }

    /** A reply. */
    record Reply(int status, HttpHeaders headers, String body) {

        JsonObject json() {
            return JsonParser.parseString(body).getAsJsonObject();
        }

        int code() {
            return json().get("code").getAsInt();
        }
    }

    Reply send(String method, String target, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(proxy.url(HttpPort.API, target)))
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.headers(), response.body());
    }

    Reply get(String target, String... headers) throws IOException, InterruptedException {
        return send("GET", target, headers);
    }

    @Override
    public void close() {
        proxy.close();
        apis.forEach(FakeSrsApi::close);
    }
}
