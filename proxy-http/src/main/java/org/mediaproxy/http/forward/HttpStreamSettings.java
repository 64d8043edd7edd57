package org.mediaproxy.http.forward;

import java.time.Duration;
import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;

/**
 * What can be set about forwarded requests.
 *
 * @param answerTimeout from a request to the head of the origin's answer
 * @param cacheBytes what the cache of segments may hold; 0 is no cache
 */
public record HttpStreamSettings(Duration answerTimeout, long cacheBytes) {

    private static final Setting<Duration> ANSWER_TIMEOUT = Setting.duration(
            "PROXY_HTTP_ANSWER_TIMEOUT",
            "10s",
            "How long an HTTP origin may take to answer; one that waits for a stream's publisher takes it all.");

    private static final Setting<Integer> CACHE_SIZE = Setting.integer(
            "PROXY_HTTP_CACHE_SIZE",
            64,
            0,
            65536,
            "Memory for segments of HLS and DASH that many ask for, in MiB; 0 keeps none.");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(ANSWER_TIMEOUT, CACHE_SIZE);

    /** Reads them; problems stay with the reader. */
    public static HttpStreamSettings read(SettingsReader reader) {
        return new HttpStreamSettings(reader.get(ANSWER_TIMEOUT), reader.get(CACHE_SIZE) * 1024L * 1024);
    }
}
