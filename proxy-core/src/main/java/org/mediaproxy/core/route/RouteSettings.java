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
 * @param replicas on how many origins a stream may be published
 */
public record RouteSettings(VhostRule vhosts, Duration originTtl, Duration bindingTtl, int newStreams, int replicas) {

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

    static final Setting<Integer> REPLICAS = Setting.integer(
            "PROXY_STREAM_REPLICAS",
            1,
            1,
            2,
            "On how many origins a stream may be published; 2: a second publisher goes to another origin, as a backup.");

    /** All settings of this package. */
    public static final List<Setting<?>> ALL = List.of(VHOSTS, ORIGIN_TTL, BINDING_TTL, NEW_STREAMS, REPLICAS);

    /** Without replicas. */
    public RouteSettings(VhostRule vhosts, Duration originTtl, Duration bindingTtl, int newStreams) {
        this(vhosts, originTtl, bindingTtl, newStreams, 1);
    }

    /** Reads them; problems stay with the reader. */
    public static RouteSettings read(SettingsReader reader) {
        return new RouteSettings(
                new VhostRule(reader.get(VHOSTS)),
                reader.get(ORIGIN_TTL),
                reader.get(BINDING_TTL),
                reader.get(NEW_STREAMS),
                reader.get(REPLICAS));
    }
}
