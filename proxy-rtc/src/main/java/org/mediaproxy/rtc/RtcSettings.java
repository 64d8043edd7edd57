package org.mediaproxy.rtc;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.rtc.signal.SignalSettings;

/**
 * What can be set about WebRTC.
 *
 * @param listen where packets come in, over UDP and TCP
 * @param idle how long a client may be silent before its session ends
 * @param signalling of offers and answers
 */
record RtcSettings(HostPort listen, Duration idle, SignalSettings signalling) {

    static final Setting<HostPort> SERVER =
            Setting.listen("PROXY_WEBRTC_SERVER", 18000, "Where the media of WebRTC comes in, over UDP and TCP.");

    static final Setting<Duration> IDLE = Setting.duration(
            "PROXY_RTC_IDLE_TIMEOUT",
            "30s",
            "How long a WebRTC client may send nothing over UDP before its session ends.");

    static final List<Setting<?>> ALL =
            Stream.concat(Stream.of(SERVER, IDLE), SignalSettings.ALL.stream()).toList();

    static RtcSettings read(Settings settings) {
        SettingsReader reader = new SettingsReader(settings);
        RtcSettings read = new RtcSettings(reader.get(SERVER), reader.get(IDLE), SignalSettings.read(reader));
        reader.check();
        return read;
    }
}
