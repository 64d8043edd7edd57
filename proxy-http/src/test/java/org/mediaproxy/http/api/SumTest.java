package org.mediaproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SumTest {

    private static List<JsonObject> rows(String... values) {
        return Stream.of(values)
                .map(value ->
                        JsonParser.parseString("{\"n\":" + value + ",\"w\":2}").getAsJsonObject())
                .toList();
    }

    @Test
    void wholeNumbersStayExactBeyondWhatADoubleHolds() {
        assertThat(Sum.of(rows("9007199254740993", "2"), "n")).isEqualTo(9007199254740995L);
        assertThat(Sum.of(rows("-1", "1", "5"), "n")).isEqualTo(5L);
        assertThat(Sum.of(List.of(), "n")).isEqualTo(0L);
    }

    @Test
    void fractionsAddUpWithoutNoise() {
        assertThat(Sum.of(rows("0.1", "0.2", "3"), "n")).isEqualTo(3.3);
    }

    @Test
    void whatIsTooLargeForALongIsStillASum() {
        String large = "999999999999999999";
        assertThat(Sum.of(rows(large, large, large, large, large, large, large, large, large, large), "n")
                        .doubleValue())
                .isCloseTo(1e19, within(1e4));
    }

    @Test
    void whatIsNoNumberCountsAsNothing() {
        assertThat(Sum.of(rows("\"x\"", "null", "{}", "[1]", "nan", "1e999", "1e-400", "7"), "n"))
                .isIn(7L, 7.0);
        assertThat(Sum.of(rows("1" + "0".repeat(100_000), "7"), "n")).isEqualTo(7L);
    }

    @Test
    void aMeanIsWeightedByAnotherField() {
        List<JsonObject> rows = List.of(
                JsonParser.parseString("{\"p\":0.5,\"w\":3}").getAsJsonObject(),
                JsonParser.parseString("{\"p\":0.1,\"w\":1}").getAsJsonObject());
        assertThat(Sum.mean(rows, "p", "w")).isEqualTo(0.4);
        assertThat(Sum.mean(rows, "p", "")).isEqualTo(0.3);
        assertThat(Sum.mean(rows, "p", "none")).isZero();
        assertThat(Sum.mean(List.of(), "p", "")).isZero();
    }

    @Test
    void theLeastIsOneOfThem() {
        assertThat(Sum.least(rows("3", "2.5", "9"), "n")).isEqualTo(2.5);
        assertThat(Sum.least(List.of(), "n")).isEqualTo(0L);
    }
}
