package org.mediaproxy.core.takeover;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.transport.TransportSettings;

/** Whether and where processes take over from each other. */
public final class TakeoverSettings {

    /** A Unix socket's path has 107 bytes at most, and while it is made it has the process id behind it. */
    static final int MAX_PATH_BYTES = 95;

    private static final Setting<String> PATH = Setting.text(
            "PROXY_TAKEOVER",
            "path of a Unix socket, up to " + MAX_PATH_BYTES + " bytes",
            "",
            "Where a process started anew takes over from the one that runs: listeners, bindings, and UDP sessions that stay.");

    /** All settings of this package. */
    public static final List<Setting<?>> ALL = List.of(PATH);

    private TakeoverSettings() {}

    /** The path, where one is set; problems stay with the reader. */
    public static Optional<Path> read(SettingsReader reader, TransportSettings transport) {
        String text = reader.get(PATH);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(text).toAbsolutePath();
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            reader.problem(PATH, "'" + path + "' is longer than " + MAX_PATH_BYTES + " bytes");
        } else if (!transport.handsOver()) {
            reader.problem(PATH, "needs the epoll transport");
        }
        return Optional.of(path);
    }
}
