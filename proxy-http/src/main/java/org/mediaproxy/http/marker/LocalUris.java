package org.mediaproxy.http.marker;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mediaproxy.http.uri.UriReference;

/**
 * Tells which URIs of a playlist lead to the origin that wrote it, and writes them so that a player comes back through the
 * proxy. Immutable; any thread.
 *
 * <p>Relative URIs lead back. So do absolute {@code http} and {@code https} ones, and those that start with {@code //}, if they
 * name the origin's own address or the host that the client used; they are cut down to a path. All others lead elsewhere:
 * other hosts, {@code data:}, {@code skd:}, {@code blob:}, {@code urn:}, and URLs with a user and a password, which a path
 * cannot hold.
 */
public final class LocalUris {

    private final Set<String> authorities;

    /**
     * The places that count as the origin.
     *
     * @param authorities each {@code host} or {@code host:port}: the origin's endpoint, and the Host header of the request;
     *     the default ports of http and https are as good as none
     */
    public LocalUris(Collection<String> authorities) {
        this.authorities = authorities.stream().map(LocalUris::normal).collect(Collectors.toUnmodifiableSet());
    }

    /** Writes a URI that resolves against a playlist of the origin; empty if it leads elsewhere. */
    public Optional<String> local(String uri) {
        UriReference reference = UriReference.parse(uri);
        if (isRelative(reference)) {
            return Optional.of(uri);
        }
        return isOwn(reference) ? Optional.of(withoutHost(reference)) : Optional.empty();
    }

    /**
     * Writes a URI that resolves against other URLs.
     *
     * @param bases what is known of them
     * @return empty if the URI leads elsewhere, or cannot be made to lead back
     */
    Optional<String> local(String uri, Bases bases) {
        UriReference reference = UriReference.parse(uri);
        if (isRelative(reference)) {
            return bases.someLeadBack ? Optional.of(uri) : Optional.empty();
        }
        return bases.allLeadBack && isOwn(reference) ? Optional.of(withoutHost(reference)) : Optional.empty();
    }

    /** Finds out once what holds for every URI that resolves against these bases. */
    Bases judge(List<String> bases) {
        return new Bases(
                bases.stream().anyMatch(this::leadsBack), bases.stream().allMatch(this::leadsBack));
    }

    /**
     * Alternatives that URIs resolve against.
     *
     * @param someLeadBack then a relative URI may lead back, and is worth a marker
     * @param allLeadBack then an absolute URI may be cut down to a path, which follows whatever base is chosen
     */
    record Bases(boolean someLeadBack, boolean allLeadBack) {}

    private boolean leadsBack(String base) {
        UriReference reference = UriReference.parse(base);
        return isRelative(reference) || isOwn(reference);
    }

    private static boolean isRelative(UriReference reference) {
        return reference.scheme() == null && reference.authority() == null;
    }

    private boolean isOwn(UriReference reference) {
        String scheme = reference.scheme();
        String authority = reference.authority();
        boolean http = scheme == null || scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        return http && authority != null && authorities.contains(normal(authority));
    }

    private static String withoutHost(UriReference reference) {
        String path = reference.path();
        // A path that starts with two slashes would name a host (RFC 3986 §4.2).
        String safe = path.isEmpty() ? "/" : path.startsWith("//") ? "/." + path : path;
        return new UriReference(null, null, safe, reference.query(), reference.fragment()).toString();
    }

    /** In the one spelling that is compared. */
    private static String normal(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        for (String port : List.of(":80", ":443", ":")) {
            if (lower.endsWith(port)) {
                return lower.substring(0, lower.length() - port.length());
            }
        }
        return lower;
    }
}
