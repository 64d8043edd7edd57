package org.mediaproxy.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonpTest {

    private static HttpReply reply(HttpEndpoint endpoint, String callback) {
        HttpCall call = new HttpCall(
                HttpMethod.GET,
                "/x",
                Map.of("callback", List.of(callback)),
                new DefaultHttpHeaders(),
                "",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        CompletionStage<HttpReply> reply = Jsonp.around(endpoint).handle(call);
        return reply.toCompletableFuture().join();
    }

    private static String text(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static CompletionStage<HttpReply> json(HttpCall call) {
        JsonObject json = new JsonObject();
        json.addProperty("a", "\u2028</script>");
        return CompletableFuture.completedFuture(HttpReply.json(json).with("X-A", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "angular.callbacks._0", "jQuery19_1", "a-b", "$f"})
    void aNameGetsAScriptThatCallsIt(String name) {
        HttpReply reply = reply(JsonpTest::json, name);
        assertThat(reply.status()).isEqualTo(HttpResponseStatus.OK);
        assertThat(reply.contentType()).startsWith("text/javascript");
        assertThat(reply.headers())
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("X-A", "b");
        assertThat(text(reply)).startsWith(name + "({\"a\":").endsWith("})").contains("\\u2028");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alert(1)//", "a b", "<x>", "\u00e4", "f\n", ";"})
    void whatIsNoNameIsRefusedWithoutAScript(String name) {
        assertThatThrownBy(() -> reply(JsonpTest::json, name)).hasCauseInstanceOf(HttpReplyException.class);
        assertThatThrownBy(() -> reply(JsonpTest::json, "a".repeat(129))).hasCauseInstanceOf(HttpReplyException.class);
    }

    @Test
    void anEmptyNameIsNone() {
        assertThat(reply(JsonpTest::json, "").contentType()).startsWith("application/json");
    }

    @Test
    void aPageSeesWhatIsWrongAsItCannotSeeTheStatus() {
        HttpEndpoint failing = call ->
                CompletableFuture.failedFuture(new HttpReplyException(HttpResponseStatus.NOT_FOUND, "nothing here"));
        HttpReply reply = reply(failing, "f");
        assertThat(reply.status()).isEqualTo(HttpResponseStatus.OK);
        assertThat(text(reply)).isEqualTo("f({\"code\":404,\"error\":\"nothing here\"})");
    }

    @Test
    void bugsAreNotTakenForAnswers() {
        HttpEndpoint broken = call -> CompletableFuture.failedFuture(new IllegalStateException("a bug"));
        assertThatThrownBy(() -> reply(broken, "f")).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNoJsonStaysAsItIs() {
        HttpReply reply = reply(call -> CompletableFuture.completedFuture(HttpReply.text("plain")), "f");
        assertThat(text(reply)).isEqualTo("plain");
        assertThat(reply.contentType()).startsWith("text/plain");
    }
}
