package org.mediaproxy.launcher;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.server.HttpSettings;

/**
 * Asks the daemon that runs with the same settings whether it is ready, for containers and for people.
 *
 * @param systemApi where it answers
 * @param out where the answer is told, in one line
 */
record HealthCheck(HostPort systemApi, PrintStream out) {

    private static final int TIMEOUT_MILLIS = 3_000;

    /** Of an answer that must be short. */
    private static final int MAX_BYTES = 64 * 1024;

    /**
     * Finds the daemon.
     *
     * @throws SettingsException if its address is wrong, or chosen anew at each start
     */
    static HealthCheck of(SettingTexts texts, PrintStream out) {
        SettingsReader reader = new SettingsReader(Settings.of(texts.values()));
        HostPort address = HttpSettings.read(reader).addresses().get(HttpPort.SYSTEM);
        reader.check();
        if (address == null || address.port() == 0) {
            throw new SettingsException(List.of("check: PROXY_SYSTEM_API has no fixed port to ask at"));
        }
        return new HealthCheck(address, out);
    }

    /** Asks; returns the exit code. */
    int run() {
        String url = "http://" + reachable() + "/readyz";
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestProperty("Connection", "close");
            int status = connection.getResponseCode();
            String reasons = reasons(status < 400 ? connection.getInputStream() : connection.getErrorStream());
            boolean ready = status == HttpURLConnection.HTTP_OK;
            String answer = ready ? "ready" : "not ready";
            out.println(answer + (reasons.isEmpty() ? "" : ": " + reasons) + (ready ? "" : " (" + status + ")"));
            return ready ? ExitCode.OK : ExitCode.FAILURE;
        } catch (IOException e) {
            out.println("no answer from " + url + ": " + e.getMessage());
            return ExitCode.FAILURE;
        }
    }

    /** The loopback address where it listens on all. */
    private HostPort reachable() {
        InetSocketAddress bound = systemApi.toBindAddress();
        boolean everywhere = bound.getAddress() != null && bound.getAddress().isAnyLocalAddress();
        String host = everywhere ? InetAddress.getLoopbackAddress().getHostAddress() : systemApi.host();
        return new HostPort(host, systemApi.port());
    }

    private static String reasons(@Nullable InputStream body) throws IOException {
        if (body == null) {
            return "";
        }
        try (body) {
            String text = new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            if (JsonParser.parseString(text) instanceof JsonObject json
                    && json.get("reasons") instanceof JsonArray all) {
                return String.join(
                        "; ",
                        all.asList().stream()
                                .map(reason -> reason.getAsString())
                                .toList());
            }
            return "";
        } catch (JsonParseException | IllegalStateException e) {
            return "the answer is no JSON: is this the System API?";
        }
    }
}
