package org.mediaproxy.core.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.ProxySnapshot;

/** What the two processes say, what they read of it, and what they refuse to read. */
final class MessageTest {

    private static final Origin ORIGIN = new Origin(
            "s",
            "run",
            "1",
            "192.0.2.1",
            "rack",
            Map.of(OriginService.RTMP, List.of("1935", "udp://1936"), OriginService.SRT, List.of("10080")),
            Instant.ofEpochMilli(1_700_000_000_123L),
            true);
    private static final ProxySnapshot PROXY = new ProxySnapshot(
            "p", "192.0.2.2:12025", Map.of(new OriginId("s-run-1"), 3L), Instant.ofEpochMilli(1_700_000_000_456L));
    private static final BindingChange CHANGE = new BindingChange(
            BindingChange.Kind.MOVED, new AffinityKey("stream", "v/a/s"), "old", "new", Duration.ofMillis(1_500));

    private static JsonObject again(JsonObject json) throws IOException {
        String text = Message.of(Message.STATE).with("row", json).json();
        return Message.parse(text).body().getAsJsonObject("row");
    }

    @Test
    void whatIsSaidIsRead() throws IOException {
        Message said = Message.of(Message.READY)
                .with("taken", List.of("tcp * 1"))
                .with("version", 1)
                .with("pid", "x");
        Message read = Message.parse(said.json());
        assertThat(read.type()).isEqualTo(Message.READY);
        assertThat(read.texts("taken")).containsExactly("tcp * 1");
        assertThat(read.number("version")).isEqualTo(1);
        assertThat(read.objects("nothing")).isEmpty();
        assertThat(StateWire.origin(again(StateWire.origin(ORIGIN)))).isEqualTo(ORIGIN);
        assertThat(StateWire.proxy(again(StateWire.proxy(PROXY)))).isEqualTo(PROXY);
        assertThat(BindingChange.of(again(CHANGE.json()))).isEqualTo(CHANGE);
    }

    @Test
    void whatIsSecretIsNotPrinted() {
        assertThat(Message.of(Message.OFFER).with("secrets", "s3cret")).hasToString("offer");
        BindingChange ice =
                new BindingChange(BindingChange.Kind.BOUND, new AffinityKey("ice", "u"), "", "s3cret", Duration.ZERO);
        assertThat(ice.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "{", "null", "{\"type\":{}}", "{\"type\":null}", "\"type\"", "{\"type\":\"x\"}}"
            })
    void whatIsNoMessageIsRefused(String text) {
        assertThatThrownBy(() -> Message.parse(text)).isInstanceOf(IOException.class);
    }

    @Test
    void aMessageThatIsCutAnywhereIsRefused() {
        String whole = Message.of(Message.STATE).with("rows", CHANGE.json()).json();
        for (int i = 0; i < whole.length(); i++) {
            String cut = whole.substring(0, i);
            assertThatThrownBy(() -> Message.parse(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aMessageThatIsNestedWithoutEndIsRefused() {
        String deep = "{\"type\":\"state\",\"x\":" + "[".repeat(300_000);
        assertThatThrownBy(() -> Message.parse(deep)).isInstanceOf(IOException.class);
    }

    @Test
    void aRowWithoutOneOfItsMembersIsRefused() throws IOException {
        for (JsonObject row : List.of(StateWire.origin(ORIGIN), StateWire.proxy(PROXY), CHANGE.json())) {
            for (String name : List.copyOf(row.keySet())) {
                JsonObject less = again(row);
                less.remove(name);
                if (!name.equals("sessions") && !isService(name)) { // which a version may not know
                    assertThatThrownBy(() -> read(less)).as(name).isInstanceOf(IOException.class);
                }
                less.add(name, new JsonObject());
                if (!name.equals("sessions")) {
                    assertThatThrownBy(() -> read(less)).as(name).isInstanceOf(IOException.class);
                }
            }
        }
    }

    private static boolean isService(String name) {
        return java.util.Arrays.stream(OriginService.values())
                .anyMatch(service -> service.label().equals(name));
    }

    private static Object read(JsonObject row) throws IOException {
        if (row.has("kind") || row.has("ttl")) {
            return BindingChange.of(row);
        }
        return row.has("address") || row.has("at") ? StateWire.proxy(row) : StateWire.origin(row);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "2592000001", "9223372036854775807", "1.5", "x"})
    void aBindingThatLivesForNoTimeOrForEverIsRefused(String ttl) {
        JsonObject row = CHANGE.json();
        row.addProperty("ttl", ttl);
        assertThatThrownBy(() -> BindingChange.of(row)).isInstanceOf(IOException.class);
    }

    @Test
    void keysOfNoLengthAreRefused() {
        Secrets secrets = new Secrets();
        for (String key : new String[] {"", "?", "A".repeat(4_000)}) {
            JsonObject json = new JsonObject();
            json.addProperty("cookie", key);
            assertThatThrownBy(() -> secrets.inherit(json)).isInstanceOf(IOException.class);
        }
    }
}
