package org.mediaproxy.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.Settings;

class PagePortsTest {

    private static byte[] script() throws IOException {
        try (InputStream in = BuiltInPages.class.getResourceAsStream("players/js/address.js")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static String written(Map<String, String> settings) throws IOException {
        byte[] script = PagePorts.of(Settings.of(settings)).writtenInto("js/address.js", script());
        return new String(script, StandardCharsets.UTF_8);
    }

    @Test
    void theScriptSaysWhereTheProxyItselfHasTls() throws Exception {
        assertThat(written(Map.of("PROXY_HTTPS_SERVER", "8443", "PROXY_HTTPS_API", "127.0.0.1:1990")))
                .contains("const HTTPS_PORT = 8443;\n", "const HTTPS_API_PORT = 1990;\n");
    }

    @Test
    void withoutBothPortsTheScriptStaysAsItIs() throws Exception {
        String asItIs = new String(script(), StandardCharsets.UTF_8);
        assertThat(written(Map.of())).isEqualTo(asItIs);
        assertThat(written(Map.of("PROXY_HTTPS_SERVER", "8443"))).isEqualTo(asItIs);
        assertThat(written(Map.of("PROXY_HTTPS_SERVER", "0", "PROXY_HTTPS_API", "1990")))
                .isEqualTo(asItIs);
    }

    @Test
    void otherFilesAreNotTouched() throws Exception {
        byte[] file = script();
        PagePorts ports = new PagePorts(8443, 1990);
        assertThat(ports.writtenInto("js/player.js", file)).isSameAs(file);
    }
}
