package org.mediaproxy.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.config.SettingsReader;

final class BearerAuthTest {

    private static final Map<String, String> ON = Map.of(
            "PROXY_HTTP_API_AUTH_ENABLED", "on",
            "PROXY_HTTP_API_AUTH_TYPE", "bearer",
            "PROXY_HTTP_API_AUTH_TOKEN", "s3cret");

    private static BearerAuth read(Map<String, String> settings) {
        SettingsReader reader = new SettingsReader(Settings.of(settings));
        BearerAuth auth = BearerAuth.read(reader);
        reader.check();
        return auth;
    }

    private static int status(HttpEndpoint endpoint, String client, String... headers) {
        HttpHeaders all = new DefaultHttpHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        HttpCall call = new HttpCall(
                HttpMethod.POST,
                "/x",
                Map.of(),
                all,
                "",
                new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(client), 5000));
        return endpoint.handle(call).toCompletableFuture().join().status().code();
    }

    private static final HttpEndpoint OK = call -> CompletableFuture.completedFuture(HttpReply.text("ok"));

    @ParameterizedTest
    @CsvSource({
        "on, , t, PROXY_HTTP_API_AUTH_TYPE",
        "on, basic, t, PROXY_HTTP_API_AUTH_TYPE",
        "on, bearer, , PROXY_HTTP_API_AUTH_TOKEN",
        "maybe, bearer, t, PROXY_HTTP_API_AUTH_ENABLED"
    })
    void startFailsAndNamesTheVariable(String enabled, String type, String token, String named) {
        Map<String, String> settings = new HashMap<>();
        settings.put("PROXY_HTTP_API_AUTH_ENABLED", enabled);
        settings.put("PROXY_HTTP_API_AUTH_TYPE", type == null ? "" : type);
        settings.put("PROXY_HTTP_API_AUTH_TOKEN", token == null ? "" : token);
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(named);
    }

    @Test
    void theTokenIsNeverPrinted() {
        Map<String, String> settings = new HashMap<>(ON);
        settings.put("PROXY_HTTP_API_AUTH_TOKEN", "s3 cret");
        assertThatThrownBy(() -> read(settings))
                .hasMessageContaining("PROXY_HTTP_API_AUTH_TOKEN")
                .hasMessageNotContaining("cret");
    }

    @ParameterizedTest
    @CsvSource({"Bearer s3cret, 200", "bearer s3cret, 200", "Bearer s3cre, 401", "Bearer, 401", "Basic s3cret, 401"})
    void onlyTheTokenOpens(String authorization, int status) {
        HttpEndpoint guarded = read(ON).guard(OK);
        assertThat(status(guarded, "127.0.0.1", "Authorization", authorization)).isEqualTo(status);
    }

    @Test
    void aMissingTokenIsAskedFor() {
        HttpCall call = new HttpCall(
                HttpMethod.GET,
                "/",
                Map.of(),
                new DefaultHttpHeaders(),
                "",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        HttpReply reply =
                read(ON).guardOrLocal(OK).handle(call).toCompletableFuture().join();
        assertThat(reply.status().code()).isEqualTo(401);
        assertThat(reply.headers()).containsEntry("WWW-Authenticate", "Bearer");
    }

    @Test
    void withoutATokenGuardedCallsAreOpenAndLocalOnesLocal() {
        BearerAuth off = read(Map.of("PROXY_HTTP_API_AUTH_TOKEN", "s3cret"));
        assertThat(status(off.guard(OK), "192.0.2.1")).isEqualTo(200);
        HttpEndpoint local = off.guardOrLocal(OK);
        assertThat(status(local, "127.0.0.1")).isEqualTo(200);
        assertThat(status(local, "::1")).isEqualTo(200);
        assertThat(status(local, "192.0.2.1")).isEqualTo(403);
    }

    @Test
    void whoOnlySeemsLocalIsNot() {
        HttpEndpoint local = read(Map.of()).guardOrLocal(OK);
        assertThat(status(local, "127.0.0.1", "X-Forwarded-For", "192.0.2.1")).isEqualTo(403);
        assertThat(status(local, "127.0.0.1", "Host", "127.0.0.1:12025", "Origin", "http://evil.example"))
                .isEqualTo(403);
        assertThat(status(local, "127.0.0.1", "Host", "evil.example:12025", "Origin", "http://evil.example:12025"))
                .isEqualTo(403);
        assertThat(status(local, "127.0.0.1", "Host", "localhost:12025", "Origin", "http://localhost:12025"))
                .isEqualTo(200);
    }
}
