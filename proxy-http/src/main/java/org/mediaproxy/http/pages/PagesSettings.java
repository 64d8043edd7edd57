package org.mediaproxy.http.pages;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;

/**
 * Which files are served beside the built-in pages.
 *
 * @param folder whose files are served at {@code /}, if any
 */
public record PagesSettings(Optional<Path> folder) {

    private static final Setting<Optional<Path>> FOLDER = new Setting<>(
            "PROXY_STATIC_FILES",
            "an existing folder",
            "",
            "Folder whose files are served at / beside the player pages; unset, there are the player pages alone.",
            false,
            PagesSettings::parse);

    /** All settings of the files. */
    public static final List<Setting<?>> ALL = List.of(FOLDER);

    /** Reads them; problems stay with the reader. */
    public static PagesSettings read(SettingsReader reader) {
        return new PagesSettings(reader.get(FOLDER));
    }

    private static Optional<Path> parse(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        Path folder;
        try {
            folder = Path.of(text.trim());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path", e);
        }
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(Files.exists(folder) ? "not a folder" : "no such folder");
        }
        if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            throw new IllegalArgumentException("the folder cannot be read");
        }
        return Optional.of(folder.toAbsolutePath());
    }
}
