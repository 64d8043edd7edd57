package org.mediaproxy.http.adaptive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.mediaproxy.core.origin.OriginId;

/**
 * How long segments live where an origin does not say: one target duration of the live playlist that lists them. Kept
 * for each folder of an origin, since that is all that a segment and its playlist surely share. Any thread.
 */
final class SegmentLives {

    private static final int MAX_FOLDERS = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Cache<Folder, Duration> lives = Caffeine.newBuilder()
            .maximumSize(MAX_FOLDERS)
            .expireAfterWrite(Duration.ofMinutes(1))
            .executor(Runnable::run)
            .build();

    private record Folder(OriginId origin, String host, String path) {

        static Folder of(OriginId origin, String host, String target) {
            int mark = target.indexOf('?');
            String path = mark < 0 ? target : target.substring(0, mark);
            return new Folder(origin, host, path.substring(0, path.lastIndexOf('/') + 1));
        }
    }

    /** A live playlist was seen. */
    void learn(OriginId origin, String host, String target, int targetDurationSeconds) {
        Duration life = Duration.ofSeconds(targetDurationSeconds);
        lives.put(Folder.of(origin, host, target), life.compareTo(LONGEST) < 0 ? life : LONGEST);
    }

    /** How long a segment lives; zero if nothing is known. */
    Duration of(RequestKey segment) {
        Duration known = lives.getIfPresent(Folder.of(segment.origin(), segment.host(), segment.target()));
        return known == null ? Duration.ZERO : known;
    }
}
