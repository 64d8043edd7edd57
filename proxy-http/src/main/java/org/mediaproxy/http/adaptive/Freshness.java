package org.mediaproxy.http.adaptive;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How long a reply may be served again (RFC 9111 §4.2), as a shared cache sees it. */
final class Freshness {

    private static final Duration LONGEST = Duration.ofHours(1);

    /** What a reply may depend on, beside what makes up the key of a request. */
    private static final Set<String> KNOWN = Set.of("accept-encoding", "origin", "host", "range");

    private Freshness() {}

    /**
     * The time a reply stays good; zero if it must not be kept.
     *
     * @param silent what holds where the reply says nothing of it
     */
    static Duration of(HttpHeaders reply, Duration silent) {
        if (reply.contains(HttpHeaderNames.SET_COOKIE) || !isShareable(reply)) {
            return Duration.ZERO;
        }
        String control =
                String.join(",", reply.getAll(HttpHeaderNames.CACHE_CONTROL)).toLowerCase(Locale.ROOT);
        List<String> directives = List.of(control.split(",", -1)).stream()
                .map(String::strip)
                .filter(d -> !d.isEmpty())
                .toList();
        if (directives.stream().anyMatch(Freshness::forbids)) {
            return Duration.ZERO;
        }
        Optional<Duration> age = seconds(directives, "s-maxage=").or(() -> seconds(directives, "max-age="));
        if (age.isPresent()) {
            Duration left = age.get().minus(age(reply));
            return left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST) > 0 ? LONGEST : left;
        }
        return reply.contains(HttpHeaderNames.PRAGMA, "no-cache", true) ? Duration.ZERO : silent;
    }

    private static boolean forbids(String directive) {
        return directive.equals("no-store")
                || directive.equals("private")
                || directive.startsWith("private=")
                || directive.equals("no-cache")
                || directive.startsWith("no-cache=");
    }

    private static Optional<Duration> seconds(List<String> directives, String name) {
        return directives.stream()
                .filter(d -> d.startsWith(name))
                .map(d -> number(d.substring(name.length()).replace("\"", "")))
                .findFirst();
    }

    /** What is no number is the past: nothing is kept by mistake. */
    private static Duration number(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return Duration.ZERO;
        }
        return text.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(text));
    }

    /** How old the reply was when it came, in its own words. */
    static Duration age(HttpHeaders reply) {
        String age = reply.get(HttpHeaderNames.AGE);
        return age == null ? Duration.ZERO : number(age.strip());
    }

    private static boolean isShareable(HttpHeaders reply) {
        for (String value : reply.getAll(HttpHeaderNames.VARY)) {
            for (String name : value.split(",", -1)) {
                if (!name.isBlank() && !KNOWN.contains(name.strip().toLowerCase(Locale.ROOT))) {
                    return false;
                }
            }
        }
        return true;
    }
}
