package org.mediaproxy.rtc.signal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.mediaproxy.core.origin.OriginId;

/**
 * Where the resource of a session is (RFC 9725 §4.2: {@code Location}), as a target on the API port of any proxy: the path and
 * query of the origin, with a parameter that says which origin and which session. Paths under {@code /rtc/v1/} stay, so that
 * the Go proxy understands them as well; all others get a prefix.
 *
 * <p>It is no proof: a client can write any, and with DELETE that could be anything at an origin. So only what
 * {@link #isWellKnown} may go to the origin just so; all else must be the {@link IceBinding#session} of that session.
 *
 * @param origin who made the resource
 * @param username of the session's checks, under which its {@link IceBinding} is
 * @param target path and query at that origin
 */
public record SessionLocation(OriginId origin, String username, String target) {

    /** What is put before paths that are not the proxy's own. */
    public static final String PREFIX = "/rtc/v1/session";

    private static final String PARAMETER = "spo=";

    private static final int MAX_LENGTH = 4000;

    /**
     * Checks the target.
     *
     * @throws IllegalArgumentException if it does not start with a slash, has a blank or a control character in it, or is over
     *     4,000 characters
     */
    public SessionLocation {
        boolean clean = target.chars().allMatch(c -> c > ' ' && c < 127);
        if (!target.startsWith("/") || !clean || target.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("no target of a resource");
        }
    }

    /**
     * Reads the Location of an origin's answer, relative or absolute; the host of an absolute one is the origin's own name for
     * itself and is dropped.
     *
     * @param requested the path that was asked, against which a relative reference is resolved
     * @return empty if it leads nowhere
     */
    public static Optional<SessionLocation> ofOrigin(
            OriginId origin, String username, String location, String requested) {
        try {
            return Optional.of(new SessionLocation(origin, username, resolved(location, requested)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String resolved(String location, String requested) {
        int fragment = location.indexOf('#');
        String plain = fragment < 0 ? location : location.substring(0, fragment);
        int scheme = plain.indexOf("://");
        boolean absolute = scheme > 0 && plain.lastIndexOf('/', scheme) < 0;
        if (absolute || plain.startsWith("//")) {
            int path = plain.indexOf('/', absolute ? scheme + 3 : 2);
            return path < 0 ? "/" : plain.substring(path);
        }
        if (plain.startsWith("/")) {
            return plain;
        }
        return (plain.startsWith("?") ? requested : requested.substring(0, requested.lastIndexOf('/') + 1)) + plain;
    }

    /** Reads a target at the proxy, as {@link #toString} wrote it; empty if it is none. */
    public static Optional<SessionLocation> ofClient(String target) {
        int at = target.lastIndexOf(PARAMETER);
        int mark = target.indexOf('?');
        // It is the last parameter.
        if (mark < 0 || at <= mark || "?&".indexOf(target.charAt(at - 1)) < 0) {
            return Optional.empty();
        }
        String plain = target.substring(0, at - 1);
        String own = plain.startsWith(PREFIX + "/") ? plain.substring(PREFIX.length()) : plain;
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(target.substring(at + PARAMETER.length()));
            String[] parts = new String(decoded, StandardCharsets.UTF_8).split("\n", -1);
            return parts.length != 2
                    ? Optional.empty()
                    : Optional.of(new SessionLocation(new OriginId(parts[0]), parts[1], own));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether it is one of the paths under which SRS has its sessions, and nothing else. */
    public boolean isWellKnown() {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        return switch (path) {
            case "/rtc/v1/whip/", "/rtc/v1/whep/", "/rtc/v1/whip-play/" -> true;
            default -> false;
        };
    }

    /** The target at any proxy. */
    @Override
    public String toString() {
        byte[] who = (origin.text() + "\n" + username).getBytes(StandardCharsets.UTF_8);
        return (isWellKnown() ? "" : PREFIX)
                + target
                + (target.indexOf('?') < 0 ? "?" : "&")
                + PARAMETER
                + Base64.getUrlEncoder().withoutPadding().encodeToString(who);
    }
}
