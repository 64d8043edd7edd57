package org.mediaproxy.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.core.MediaProxyBuilder;
import org.mediaproxy.core.SettingsGroup;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.config.SettingsReader;

/**
 * Everything checked and built, nothing started.
 *
 * @param texts where the settings came from
 * @param groups every setting there is
 * @param settings the daemon's own
 * @param proxy to be started
 */
record Configuration(SettingTexts texts, List<SettingsGroup> groups, DaemonSettings settings, MediaProxy proxy) {

    /**
     * Builds the proxy.
     *
     * @throws SettingsException with every problem of the file, of the daemon's settings and of the modules'
     */
    static Configuration of(SettingTexts texts, MediaProxyBuilder builder) {
        SettingsReader reader = new SettingsReader(Settings.of(texts.values()));
        DaemonSettings settings = DaemonSettings.read(reader);
        List<String> problems = new ArrayList<>(texts.problems());
        problems.addAll(reader.problems());
        List<SettingsGroup> groups = groups(builder);
        @Nullable MediaProxy proxy = null;
        try {
            proxy = builder.settings(texts.values()).build();
        } catch (SettingsException e) {
            problems.addAll(e.problems());
        }
        if (proxy == null) {
            throw new SettingsException(problems);
        }
        if (!problems.isEmpty()) {
            proxy.close();
            throw new SettingsException(problems);
        }
        return new Configuration(texts, groups, settings, proxy);
    }

    /** Every setting there is: core's, each module's, the daemon's. */
    static List<SettingsGroup> groups(MediaProxyBuilder builder) {
        List<SettingsGroup> groups = new ArrayList<>(builder.settingsGroups());
        groups.add(DaemonSettings.GROUP);
        return groups;
    }

    /** Names that were given and that no setting has: typing errors, or settings of a module that is not there. */
    List<String> unknown() {
        Set<String> known = groups.stream()
                .flatMap(group -> group.settings().stream())
                .map(Setting::name)
                .collect(Collectors.toSet());
        return texts.names().stream().filter(name -> !known.contains(name)).toList();
    }
}
