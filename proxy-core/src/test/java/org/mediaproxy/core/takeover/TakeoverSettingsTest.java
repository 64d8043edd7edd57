package org.mediaproxy.core.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.transport.Kinds;
import org.mediaproxy.core.transport.TransportSettings;

final class TakeoverSettingsTest {

    private static List<String> problems(String path, String transport) {
        SettingsReader reader =
                new SettingsReader(Settings.of(Map.of("PROXY_TAKEOVER", path, "PROXY_TRANSPORT", transport)));
        Optional<Path> read = TakeoverSettings.read(reader, TransportSettings.read(reader));
        assertThat(read.isPresent()).isEqualTo(!path.isEmpty());
        return reader.problems();
    }

    @Test
    void withoutASettingNobodyTakesOver() {
        assertThat(problems("", "nio")).isEmpty();
    }

    @Test
    void aTransportThatCannotHandSocketsOverIsAProblem() {
        assertThat(problems("/run/takeover", "nio")).singleElement().asString().contains("needs the epoll transport");
    }

    @Test
    void aPathThatNoSocketCanHaveIsAProblem() {
        assertThat(Kinds.available()).contains("epoll");
        assertThat(problems("/" + "x".repeat(94), "epoll")).isEmpty();
        assertThat(problems("/" + "x".repeat(95), "epoll"))
                .singleElement()
                .asString()
                .contains("longer than 95 bytes");
    }
}
