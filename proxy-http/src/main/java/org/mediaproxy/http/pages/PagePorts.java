package org.mediaproxy.http.pages;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.server.HttpSettings;

/**
 * The proxy's own ports with TLS, which its pages must know: a page that came through one finds WHIP and WHEP at the
 * other.
 *
 * @param stream where pages and streams are; 0 if nowhere, or at a port that is chosen at start
 * @param api where WHIP and WHEP are; likewise
 */
record PagePorts(int stream, int api) {

    /** The script that says them, and the words in it that are replaced. */
    private static final String SCRIPT = "js/address.js";

    private static final String STREAM_WORDS = "const HTTPS_PORT = 0;";
    private static final String API_WORDS = "const HTTPS_API_PORT = 0;";

    static PagePorts of(Settings settings) {
        Map<HttpPort, HostPort> ports =
                HttpSettings.read(new SettingsReader(settings)).tlsAddresses();
        return new PagePorts(port(ports.get(HttpPort.STREAM)), port(ports.get(HttpPort.API)));
    }

    private static int port(@Nullable HostPort address) {
        return address == null ? 0 : address.port();
    }

    /** A file of the pages as this proxy gives it out. */
    byte[] writtenInto(String name, byte[] file) {
        if (!name.equals(SCRIPT) || stream == 0 || api == 0) {
            return file;
        }
        return new String(file, StandardCharsets.UTF_8)
                .replace(STREAM_WORDS, STREAM_WORDS.replace("0", Integer.toString(stream)))
                .replace(API_WORDS, API_WORDS.replace("0", Integer.toString(api)))
                .getBytes(StandardCharsets.UTF_8);
    }
}
