package org.mediaproxy.rtc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.rtc.signal.SignalFixture.corpus;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.signal.ScriptedOrigin.Reply;

/** The older API of SRS: offers in JSON. */
final class ApiOfferIT {

    private static final String USERNAME = "6p4z51w9:i4zW";

    private final SignalFixture fixture = new SignalFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static String request(String stream) {
        JsonObject json = new JsonObject();
        json.addProperty("api", "http://proxy:1985/rtc/v1/play/");
        json.addProperty("tid", "7");
        json.addProperty("streamurl", stream);
        json.addProperty("sdp", corpus("chromium-publish-offer.sdp"));
        return json.toString();
    }

    private static Reply answer() {
        JsonObject json = new JsonObject();
        json.addProperty("code", 0);
        json.addProperty("server", "vid-1");
        json.addProperty("sdp", corpus("srs-publish-answer.sdp"));
        json.addProperty("sessionid", USERNAME);
        return Reply.of(200, json.toString()).with("Content-Type", "application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "/rtc/v1/publish/, PUBLISH",
        "/rtc/v1/publish?x=1, PUBLISH",
        "/rtc/v1/play/, PLAY",
        "/rtc/v1/play, PLAY",
    })
    void bothDescriptionsAreRewrittenAndTheRestOfTheJsonStays(String target, StreamRole role) throws Exception {
        ScriptedOrigin origin = fixture.origin("a", asked -> answer());
        HttpResponse<String> reply =
                fixture.send(fixture.proxy(), "POST", target, request("webrtc://proxy/live/cam?token=1"));
        assertThat(reply.statusCode()).isEqualTo(200);
        ScriptedOrigin.Asked asked = origin.next();
        assertThat(asked.target()).isEqualTo(target);
        JsonObject there = JsonParser.parseString(asked.body()).getAsJsonObject();
        assertThat(there.get("streamurl").getAsString()).isEqualTo("webrtc://proxy/live/cam?token=1");
        assertThat(there.get("tid").getAsString()).isEqualTo("7");
        assertThat(there.get("sdp").getAsString()).contains("a=ice-ufrag:i4zW").doesNotContain("a=candidate");
        JsonObject here = JsonParser.parseString(reply.body()).getAsJsonObject();
        assertThat(here.get("sessionid").getAsString()).isEqualTo(USERNAME);
        assertThat(here.get("server").getAsString()).isEqualTo("vid-1");
        assertThat(here.get("sdp").getAsString())
                .contains(" 127.0.0.1 18000 typ host")
                .doesNotContain("192.168.3.10");
        IceBinding binding = fixture.binding(USERNAME).orElseThrow();
        assertThat(binding.stream()).hasToString("__defaultVhost__/live/cam");
        assertThat(binding.role()).contains(role);
        assertThat(binding.session()).isEmpty();
    }

    @Test
    void anAnswerThatRefusesByItsCodePassesAsItIs() throws Exception {
        fixture.origin("a", asked -> Reply.of(200, "{\"code\":400, \"server\":\"vid-1\"}"));
        HttpResponse<String> reply =
                fixture.send(fixture.proxy(), "POST", "/rtc/v1/play/", request("webrtc://proxy/live/cam"));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"code\":400, \"server\":\"vid-1\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"sdp\":\"v=0\\r\\n\"}",
                "{\"streamurl\":\"webrtc://h/live/cam\"}",
                "{\"streamurl\":\"webrtc://h/live/cam\",\"sdp\":7}",
                "{\"streamurl\":\"webrtc://h/live/cam\",\"sdp\":\"hello\"}",
                "{\"streamurl\":\"\",\"sdp\":\"v=0\\r\\n\"}",
            })
    void whatIsNoOfferIsRefused(String body) throws Exception {
        ScriptedOrigin origin = fixture.origin("a", asked -> answer());
        assertThat(fixture.send(fixture.proxy(), "POST", "/rtc/v1/play/", body).statusCode())
                .isEqualTo(400);
        assertThat(origin.asked).isEmpty();
    }
}
