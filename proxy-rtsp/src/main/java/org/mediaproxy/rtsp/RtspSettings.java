package org.mediaproxy.rtsp;

import java.time.Duration;
import java.util.List;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;

/**
 * What can be set about RTSP.
 *
 * @param listen where clients connect
 * @param identifyTimeout from accept to the first request that names a stream
 * @param setupTimeout from the origin's first answer to its consent to a SETUP
 */
record RtspSettings(HostPort listen, Duration identifyTimeout, Duration setupTimeout) {

    static final Setting<HostPort> SERVER =
            Setting.listen("PROXY_RTSP_SERVER", 18554, "Where RTSP clients publish and play.");

    static final Setting<Duration> IDENTIFY_TIMEOUT = Setting.duration(
            "PROXY_RTSP_IDENTIFY_TIMEOUT",
            "10s",
            "How long an RTSP client may take from connecting to naming the stream it wants.");

    static final Setting<Duration> SETUP_TIMEOUT = Setting.duration(
            "PROXY_RTSP_SETUP_TIMEOUT",
            "60s",
            "How long an RTSP session may take from the origin's first answer to a SETUP that it accepts.");

    static final List<Setting<?>> ALL = List.of(SERVER, IDENTIFY_TIMEOUT, SETUP_TIMEOUT);

    static RtspSettings read(Settings settings) {
        SettingsReader reader = new SettingsReader(settings);
        RtspSettings read =
                new RtspSettings(reader.get(SERVER), reader.get(IDENTIFY_TIMEOUT), reader.get(SETUP_TIMEOUT));
        reader.check();
        return read;
    }
}
