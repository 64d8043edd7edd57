package org.mediaproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.origin.Origin;

final class RowKindTest {

    private static final Origin A = new FakeSrs("a").origin(1985);

    private static JsonObject adopted(RowKind kind, String row) {
        JsonObject json = JsonParser.parseString(row).getAsJsonObject();
        kind.adopt(A, json);
        return json;
    }

    @ParameterizedTest
    @CsvSource({"/live/show, __defaultVhost__", "v.example/live/show, v.example", "v.example/a/b/show, v.example"})
    void theVhostOfARowIsTheOneOfItsUrl(String url, String vhost) {
        JsonObject row = adopted(RowKind.STREAM, "{\"id\":\"vid-1\",\"vhost\":\"vid-9\",\"url\":\"" + url + "\"}");
        assertThat(row.get("vhost").getAsString()).isEqualTo(RowId.ofVhost(vhost));
    }

    @ParameterizedTest
    @CsvSource({"'\"url\":\"\"'", "'\"url\":\"show\"'", "'\"url\":7'", "'\"x\":1'"})
    void aVhostWithoutAUrlIsStillOneOfThisOrigin(String url) {
        JsonObject row = adopted(RowKind.STREAM, "{\"id\":\"vid-1\",\"vhost\":\"vid-9\"," + url + "}");
        assertThat(row.get("vhost").getAsString())
                .isEqualTo(RowId.of(A, "vid-9").toString());
    }

    @Test
    void anIdThatIsANumberBecomesAText() {
        JsonObject row = adopted(RowKind.CLIENT, "{\"id\":107,\"stream\":21,\"publish\":true}");
        assertThat(row.get("id").getAsString()).isEqualTo(RowId.of(A, "107").toString());
        assertThat(row.get("stream").getAsString()).isEqualTo(RowId.of(A, "21").toString());
        assertThat(row.get("publish").getAsBoolean()).isTrue();
    }

    @Test
    void whatIsMissingStaysMissing() {
        assertThat(adopted(RowKind.STREAM, "{\"publish\":{\"active\":false},\"id\":null}"))
                .isEqualTo(
                        JsonParser.parseString("{\"publish\":{\"active\":false},\"id\":null,\"origin\":\"a-s-a-7\"}"));
    }
}
