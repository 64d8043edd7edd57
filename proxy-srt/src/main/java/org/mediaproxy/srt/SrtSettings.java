package org.mediaproxy.srt;

import java.time.Duration;
import java.util.List;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;

/**
 * What can be set about SRT.
 *
 * @param listen where callers call
 * @param originTimeout how long an origin may take to its first word
 * @param idleTimeout after how long without a packet of either side a session ends
 * @param maxHandshakes callers on their way to an origin at the same time
 * @param maxSessions sessions at the same time; 0 is as many as there may be TCP connections
 */
record SrtSettings(HostPort listen, Duration originTimeout, Duration idleTimeout, int maxHandshakes, int maxSessions) {

    static final Setting<HostPort> SERVER =
            Setting.listen("PROXY_SRT_SERVER", 20080, "Where SRT callers publish and play (UDP).");

    static final Setting<Duration> ORIGIN_TIMEOUT = Setting.duration(
            "PROXY_SRT_ORIGIN_TIMEOUT",
            "800ms",
            "How long an origin may take to its first word of an SRT handshake, before the next is tried.");

    static final Setting<Duration> IDLE_TIMEOUT = Setting.duration(
            "PROXY_SRT_IDLE_TIMEOUT", "10s", "How long either side of an SRT session may be silent before it ends.");

    static final Setting<Integer> MAX_HANDSHAKES = Setting.integer(
            "PROXY_SRT_MAX_HANDSHAKES",
            1000,
            1,
            1_000_000,
            "SRT callers that may be on their way to an origin at the same time; more are rejected.");

    static final Setting<Integer> MAX_SESSIONS = Setting.integer(
            "PROXY_SRT_MAX_SESSIONS",
            0,
            0,
            1_000_000,
            "SRT sessions at the same time; 0 is as many as PROXY_MAX_CONNECTIONS allows of TCP.");

    static final List<Setting<?>> ALL = List.of(SERVER, ORIGIN_TIMEOUT, IDLE_TIMEOUT, MAX_HANDSHAKES, MAX_SESSIONS);

    private static final Duration SHORTEST = Duration.ofMillis(100);

    static SrtSettings read(Settings settings) {
        SettingsReader reader = new SettingsReader(settings);
        SrtSettings read = new SrtSettings(
                reader.get(SERVER),
                reader.get(ORIGIN_TIMEOUT),
                reader.get(IDLE_TIMEOUT),
                reader.get(MAX_HANDSHAKES),
                reader.get(MAX_SESSIONS));
        if (read.idleTimeout.compareTo(SHORTEST) < 0) {
            reader.problem(IDLE_TIMEOUT, "must be 100ms or more");
        }
        reader.check();
        return read;
    }
}
