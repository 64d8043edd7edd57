package org.mediaproxy.launcher;

import java.time.Duration;
import java.util.List;
import org.mediaproxy.core.SettingsGroup;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;

/**
 * What the daemon itself needs to know.
 *
 * @param logLevel the least level that is logged
 * @param grace how long sessions may go on after the first signal
 * @param force how long after the first signal the process ends in any case
 */
record DaemonSettings(String logLevel, Duration grace, Duration force) {

    static final Setting<String> LOG_LEVEL = Setting.choice(
            "PROXY_LOG_LEVEL",
            "info",
            List.of("error", "warn", "info", "debug", "trace"),
            "The least level of events that are logged, to standard output.");

    static final Setting<Duration> GRACE = Setting.duration(
            "PROXY_GRACE_QUIT_TIMEOUT",
            "20s",
            "On SIGTERM or SIGINT, how long open sessions may go on before they are closed.");

    static final Setting<Duration> FORCE = Setting.duration(
            "PROXY_FORCE_QUIT_TIMEOUT",
            "30s",
            "How long after SIGTERM or SIGINT the process ends whatever is still open; a second signal ends it at once.");

    static final SettingsGroup GROUP = new SettingsGroup("daemon", List.of(LOG_LEVEL, GRACE, FORCE));

    /** The log level alone, needed before anything can be logged; the default where it is wrong. */
    static String logLevel(SettingTexts texts) {
        return new SettingsReader(Settings.of(texts.values())).get(LOG_LEVEL);
    }

    /** Reads them; problems stay with the reader. */
    static DaemonSettings read(SettingsReader reader) {
        return new DaemonSettings(reader.get(LOG_LEVEL), reader.get(GRACE), reader.get(FORCE));
    }
}
