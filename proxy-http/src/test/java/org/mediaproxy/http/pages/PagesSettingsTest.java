package org.mediaproxy.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;

final class PagesSettingsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    Path folder;

    private static SettingsReader reader(String value) {
        return new SettingsReader(Settings.of(Map.of("PROXY_STATIC_FILES", value)));
    }

    @Test
    void unsetThereIsNoFolder() {
        SettingsReader reader = reader(" ");
        assertThat(PagesSettings.read(reader).folder()).isEmpty();
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void aFolderIsTaken() {
        SettingsReader reader = reader(folder.toString());
        assertThat(PagesSettings.read(reader).folder()).contains(folder);
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void whatIsNoFolderIsAProblemThatNamesTheValueAndWhatIsAccepted() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (Map.Entry<String, String> wrong : Map.of(
                        folder.resolve("none").toString(), "no such folder",
                        file.toString(), "not a folder")
                .entrySet()) {
            SettingsReader reader = reader(wrong.getKey());
            PagesSettings.read(reader);
            assertThat(reader.problems())
                    .isEqualTo(List.of("PROXY_STATIC_FILES='" + wrong.getKey() + "': " + wrong.getValue()
                            + " (accepted: an existing folder)"));
        }
    }
}
