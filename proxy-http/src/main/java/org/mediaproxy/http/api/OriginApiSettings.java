package org.mediaproxy.http.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;

/**
 * How the origins' APIs are asked.
 *
 * @param authorization the value of the Authorization header that origins are sent; empty for none
 * @param timeout how long one origin may take
 * @param sums whether the metrics have sums over origins
 */
public record OriginApiSettings(String authorization, Duration timeout, boolean sums) {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Setting<Duration> TIMEOUT = Setting.duration(
            "PROXY_ORIGIN_API_TIMEOUT",
            "3s",
            "How long an origin may take to answer a call of its HTTP API before it is left out; 30s at most.");

    private static final Setting<String> USERNAME = Setting.text(
            "PROXY_ORIGIN_API_USERNAME",
            "any text without a colon",
            "",
            "The user name that the origins' HTTP APIs want (basic authentication).");

    private static final Setting<String> PASSWORD = Setting.text(
                    "PROXY_ORIGIN_API_PASSWORD",
                    "any text",
                    "",
                    "The password that the origins' HTTP APIs want (basic authentication).")
            .asSecret();

    private static final Setting<String> TOKEN = Setting.text(
                    "PROXY_ORIGIN_API_TOKEN",
                    "any text without blanks",
                    "",
                    "The token that the origins' HTTP APIs want, instead of a user name (bearer authentication).")
            .asSecret();

    private static final Setting<Boolean> SUMS = Setting.flag(
            "PROXY_ORIGIN_METRICS",
            true,
            "Whether the metrics have the sums over origins, for which each origin is asked two calls a scrape.");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(TIMEOUT, USERNAME, PASSWORD, TOKEN, SUMS);

    public OriginApiSettings {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a time-out of " + timeout);
        }
        if (authorization.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a header's value has no control characters");
        }
    }

    /** Reads them; problems stay with the reader. */
    public static OriginApiSettings read(SettingsReader reader) {
        Duration timeout = reader.get(TIMEOUT);
        if (timeout.compareTo(LONGEST) > 0) {
            reader.problem(TIMEOUT, "longer than 30s");
            timeout = LONGEST;
        }
        String username = reader.get(USERNAME);
        String password = reader.get(PASSWORD);
        String token = reader.get(TOKEN);
        if (username.indexOf(':') >= 0) {
            reader.problem(USERNAME, "has a colon in it");
        }
        if (username.isEmpty() != password.isEmpty()) {
            Setting<?> missing = username.isEmpty() ? USERNAME : PASSWORD;
            reader.problem(missing, "missing, but the other half of the credentials is set");
        }
        if (!token.isEmpty() && !username.isEmpty()) {
            reader.problem(TOKEN, "set beside " + USERNAME.name() + ", but there can be only one of them");
        }
        if (token.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            reader.problem(TOKEN, "has a blank or a control character in it");
            token = "";
        }
        return new OriginApiSettings(authorization(username, password, token), timeout, reader.get(SUMS));
    }

    private static String authorization(String username, String password, String token) {
        if (!token.isEmpty()) {
            return "Bearer " + token;
        }
        if (username.isEmpty()) {
            return "";
        }
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "OriginApiSettings[" + (authorization.isEmpty() ? "open" : "***") + ", " + timeout + "]";
    }
}
