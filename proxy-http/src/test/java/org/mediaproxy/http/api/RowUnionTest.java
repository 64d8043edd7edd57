package org.mediaproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.http.origin.OriginReply;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.origin.OriginId;

/** Pages over origins of every size; nothing here is a socket. */
final class RowUnionTest {

    private static final Pattern COUNT = Pattern.compile("count=(\\d+)");

    private final Map<Integer, FakeSrs> byPort = new HashMap<>();
    private final List<Origin> origins = new ArrayList<>();
    private final List<String> all = new ArrayList<>();
    private int largestCount;
    private int questions;

    private final OriginApi api = new OriginApi(
            this::answer,
            new OriginApiSettings("", Duration.ofSeconds(3), true),
            Runnable::run,
            new Counters(),
            new OriginTroubles());

    private CompletionStage<OriginReply> answer(
            OriginEndpoint to, FullHttpRequest request, int maxBytes, Duration deadline) {
        String target = request.uri();
        request.release();
        Matcher count = COUNT.matcher(target);
        assertThat(count.find()).as(target).isTrue();
        largestCount = Math.max(largestCount, Integer.parseInt(count.group(1)));
        questions++;
        FakeSrs srs = byPort.get(to.port());
        assertThat(srs).isNotNull();
        byte[] body = srs.answer("GET", target).getBytes(StandardCharsets.UTF_8);
        assertThat(body.length).isLessThan(maxBytes);
        return CompletableFuture.completedFuture(
                new OriginReply(HttpResponseStatus.OK, new DefaultHttpHeaders(), body));
    }

    private void origin(String name, int clients) {
        FakeSrs srs = new FakeSrs(name);
        srs.vhosts.put("vid-1", "__defaultVhost__");
        FakeSrs.Stream stream = new FakeSrs.Stream("vid-show", "vid-1", "/live/show", "c0", "null");
        srs.streams.add(stream);
        List<FakeSrs.Client> rows = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            rows.add(new FakeSrs.Client("c" + i, stream, false));
        }
        srs.clients.addAll(rows);
        int port = 1985 + byPort.size();
        byPort.put(port, srs);
        Origin origin = srs.origin(port);
        origins.add(origin);
        rows.forEach(row -> all.add(RowId.of(origin, row.id()).toString()));
    }

    private JsonObject page(int start, int count) {
        questions = 0;
        return new RowUnion(api, RowKind.CLIENT)
                .page(
                        new LiveOrigins(origins, List.of(new OriginId("rtmp-only"))),
                        new Page(start, count),
                        new JsonObject())
                .toCompletableFuture()
                .join();
    }

    private List<String> ids(JsonObject reply) {
        List<String> ids = new ArrayList<>();
        JsonArray rows = reply.getAsJsonArray("clients");
        rows.forEach(row -> ids.add(row.getAsJsonObject().get("id").getAsString()));
        return ids;
    }

    private List<String> expected(int start, int count) {
        return all.subList(Math.min(start, all.size()), Math.min(start + count, all.size()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 0, 2",
        "9, 10, 11",
        "10, 10, 10",
        "0, 100, 0",
        "99, 100, 101",
        "100, 110, 205",
        "999, 1000, 1001",
        "5, 2345, 7",
        "3000, 0, 3000",
        "1, 1, 12345"
    })
    void everyPageIsCutFromTheWholeWithoutGapOrDouble(int a, int b, int c) {
        origin("a", a);
        origin("b", b);
        origin("c", c);
        for (int start : new int[] {0, 1, 5, 10, 95, 99, 100, 101, 500, 1000, 1999, 2351, 4000, 12_340, 20_000}) {
            for (int count : new int[] {1, 9, 10, 11, 100, 1001, 5000}) {
                JsonObject reply = page(start, count);
                assertThat(ids(reply)).as("start %d count %d", start, count).isEqualTo(expected(start, count));
                assertThat(reply.get("start").getAsInt()).isEqualTo(start);
                assertThat(reply.get("count").getAsInt()).isEqualTo(count);
            }
        }
        assertThat(largestCount).isLessThanOrEqualTo(1000);
    }

    @Test
    void walkingPageByPageMeetsEveryRowOnce() {
        origin("a", 1234);
        origin("b", 0);
        origin("c", 777);
        List<String> walked = new ArrayList<>();
        List<String> page;
        do {
            page = ids(page(walked.size(), 150));
            walked.addAll(page);
        } while (!page.isEmpty());
        assertThat(walked).isEqualTo(all);
    }

    @Test
    void thePageOfAConsoleTakesOneQuestionToEachOrigin() {
        origin("a", 50_000);
        origin("b", 3);
        origin("c", 0);
        assertThat(ids(page(0, 10))).isEqualTo(expected(0, 10));
        assertThat(questions).isEqualTo(3);
    }

    @Test
    void aPageBehindAHundredThousandRowsTakesFewSmallQuestions() {
        origin("a", 100_000);
        origin("b", 30);
        assertThat(ids(page(99_990, 25))).isEqualTo(expected(99_990, 25));
        assertThat(questions).isLessThan(40);
        assertThat(largestCount).isLessThanOrEqualTo(100);
        assertThat(ids(page(1_000_000_000, 10))).isEmpty();
        assertThat(questions).isLessThan(60);
    }

    @Test
    void whoHasNoApiIsNamed() {
        origin("a", 1);
        assertThat(page(0, 10).getAsJsonArray("without_api").get(0).getAsString())
                .isEqualTo("rtmp-only");
    }
}
