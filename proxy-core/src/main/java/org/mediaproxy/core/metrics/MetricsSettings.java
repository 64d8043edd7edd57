package org.mediaproxy.core.metrics;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;

/**
 * What is measured beside the work itself.
 *
 * @param loopLag whether event loops are asked now and then how late they are
 */
public record MetricsSettings(boolean loopLag) {

    private static final Setting<Boolean> LOOP_LAG = Setting.flag(
            "PROXY_EVENT_LOOP_LAG",
            true,
            "Whether event loops are asked how late they are, for the metrics; it wakes an idle proxy twice a second.");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(LOOP_LAG);

    /** Reads them; problems stay with the reader. */
    public static MetricsSettings read(SettingsReader reader) {
        return new MetricsSettings(reader.get(LOOP_LAG));
    }
}
