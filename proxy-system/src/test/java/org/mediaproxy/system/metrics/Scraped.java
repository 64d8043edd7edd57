package org.mediaproxy.system.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.mediaproxy.core.MediaProxy;

/** One answer of the page. */
record Scraped(int status, String contentType, String body) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    static Scraped of(MediaProxy proxy, String accept) throws IOException, InterruptedException {
        int port = proxy.endpoints().stream()
                .filter(endpoint -> endpoint.name().equals("system"))
                .findFirst()
                .orElseThrow()
                .address()
                .getPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + MetricsPage.PATH))
                .timeout(Duration.ofSeconds(20))
                .header("Accept", accept)
                .build();
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        return new Scraped(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body());
    }

    /** The lines of one metric. */
    List<String> rows(String name) {
        Pattern row = Pattern.compile(Pattern.quote(name) + "[{ ].*");
        return body.lines().filter(line -> row.matcher(line).matches()).toList();
    }
}
