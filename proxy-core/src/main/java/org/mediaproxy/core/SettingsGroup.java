package org.mediaproxy.core;

import java.util.List;
import org.mediaproxy.core.config.Setting;

/**
 * Settings that belong together, for {@code --help}.
 *
 * @param name what they are about: a part of core, or a module
 * @param settings in the order in which they are shown
 */
public record SettingsGroup(String name, List<Setting<?>> settings) {

    public SettingsGroup {
        settings = List.copyOf(settings);
    }
}
