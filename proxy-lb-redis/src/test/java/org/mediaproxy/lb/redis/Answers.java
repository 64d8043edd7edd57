package org.mediaproxy.lb.redis;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;

/** What the tests of this package share. */
final class Answers {

    private Answers() {}

    /** The answer, which must come within the time that the router gives. */
    static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(3, TimeUnit.SECONDS);
    }

    static Origin origin(String server, String run) {
        return new Origin(
                server,
                run,
                "1",
                "10.0.0.7",
                "rack-4",
                Map.of(
                        OriginService.RTMP, List.of("1935"),
                        OriginService.HTTP, List.of("8080"),
                        OriginService.RTC, List.of("udp://0.0.0.0:8000")),
                Instant.parse("2026-03-01T12:00:00.123Z"),
                false);
    }
}
