package org.mediaproxy.core.route;

import java.time.Duration;
import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.stream.VhostRule;

/**
 * How streams are told apart and how long they stay with an origin.
 *
 * @param vhosts which host names are vhosts
 * @param originTtl how long an origin lives after its last registration
 * @param bindingTtl how long a stream stays with its origin after its last session
 * @param newStreams new bindings a second that one client address may cause
 */
public record RouteSettings(VhostRule vhosts, Duration originTtl, Duration bindingTtl, int newStreams) {

    static final Setting<List<String>> VHOSTS = Setting.list(
            "PROXY_VHOSTS",
            "host names separated by commas, or *",
            "",
            "Host names that are vhosts of their own; * is every dotted name, as the Go proxy has it.");

    static final Setting<Duration> ORIGIN_TTL = Setting.duration(
            "PROXY_ORIGIN_SERVER_TTL", "300s", "How long an origin lives after its last registration.");

    static final Setting<Duration> BINDING_TTL = Setting.duration(
            "PROXY_STREAM_TTL", "300s", "How long a stream stays with its origin after its last session ended.");

    static final Setting<Integer> NEW_STREAMS = Setting.integer(
            "PROXY_NEW_STREAMS_PER_ADDRESS",
            100,
            1,
            1_000_000,
            "New streams a second that clients of one address may cause, with a burst of ten times as many.");

    /** All settings of this package. */
    public static final List<Setting<?>> ALL = List.of(VHOSTS, ORIGIN_TTL, BINDING_TTL, NEW_STREAMS);

    /** Reads them; problems stay with the reader. */
    public static RouteSettings read(SettingsReader reader) {
        return new RouteSettings(
                new VhostRule(reader.get(VHOSTS)),
                reader.get(ORIGIN_TTL),
                reader.get(BINDING_TTL),
                reader.get(NEW_STREAMS));
    }
}
