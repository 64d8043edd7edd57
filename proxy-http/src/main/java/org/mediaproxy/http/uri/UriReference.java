package org.mediaproxy.http.uri;

import org.jspecify.annotations.Nullable;

/**
 * A URI reference in its five parts (RFC 3986 §3). Nothing is decoded, checked or normalised, so every text is one, and
 * {@link #toString} gives back what was parsed. Immutable; any thread.
 *
 * @param scheme null if relative
 * @param authority null if there is none, which is not the same as an empty one
 * @param path may be empty
 * @param query without the question mark; null if there is none
 * @param fragment without the number sign; null if there is none
 */
public record UriReference(
        @Nullable String scheme,
        @Nullable String authority,
        String path,
        @Nullable String query,
        @Nullable String fragment) {

    /** Takes a reference apart as RFC 3986 appendix B does. Never fails. */
    public static UriReference parse(String text) {
        int hash = text.indexOf('#');
        int end = hash < 0 ? text.length() : hash;
        int mark = text.indexOf('?');
        int pathEnd = mark < 0 || mark > end ? end : mark;
        int colon = schemeEnd(text, pathEnd);
        int at = colon + 1;
        String authority = null;
        if (text.startsWith("//", at) && at + 2 <= pathEnd) {
            int slash = text.indexOf('/', at + 2);
            int authorityEnd = slash < 0 || slash > pathEnd ? pathEnd : slash;
            authority = text.substring(at + 2, authorityEnd);
            at = authorityEnd;
        }
        return new UriReference(
                colon < 0 ? null : text.substring(0, colon),
                authority,
                text.substring(at, pathEnd),
                pathEnd == end ? null : text.substring(pathEnd + 1, end),
                hash < 0 ? null : text.substring(hash + 1));
    }

    /**
     * Resolves a reference (RFC 3986 §5.2). Linear in the length of both.
     *
     * @param base meant to be absolute; where it is not, the result is as relative as it is
     */
    public static String resolve(String base, String reference) {
        return parse(base).resolve(parse(reference)).toString();
    }

    private UriReference resolve(UriReference to) {
        if (to.scheme != null) {
            return new UriReference(to.scheme, to.authority, withoutDots(to.path), to.query, to.fragment);
        }
        if (to.authority != null) {
            return new UriReference(scheme, to.authority, withoutDots(to.path), to.query, to.fragment);
        }
        if (to.path.isEmpty()) {
            return new UriReference(scheme, authority, path, to.query == null ? query : to.query, to.fragment);
        }
        String merged = to.path.startsWith("/") ? to.path : merged(to.path);
        return new UriReference(scheme, authority, withoutDots(merged), to.query, to.fragment);
    }

    /** RFC 3986 §5.2.3. */
    private String merged(String relative) {
        if (authority != null && path.isEmpty()) {
            return "/" + relative;
        }
        return path.substring(0, path.lastIndexOf('/') + 1) + relative;
    }

    /** RFC 3986 §5.2.4. Every segment is written once and taken back once at most. */
    private static String withoutDots(String path) {
        if (!path.contains("./") && !path.endsWith(".")) {
            return path;
        }
        StringBuilder out = new StringBuilder(path.length());
        int root = path.startsWith("/") ? 1 : 0;
        out.append(path, 0, root);
        int at = root;
        while (at <= path.length()) {
            int slash = path.indexOf('/', at);
            int end = slash < 0 ? path.length() : slash;
            boolean last = slash < 0;
            String segment = path.substring(at, end);
            if (segment.equals("..")) {
                out.setLength(Math.max(root, out.lastIndexOf("/", out.length() - 2) + 1));
            } else if (!segment.equals(".")) {
                out.append(segment).append(last ? "" : "/");
            }
            at = end + 1;
        }
        return out.toString();
    }

    /** Where the colon behind the scheme is; -1 if there is no scheme (RFC 3986 §3.1). */
    private static int schemeEnd(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (c == ':') {
                return i == 0 ? -1 : i;
            }
            boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (!letter && (i == 0 || !other)) {
                return -1;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return (scheme == null ? "" : scheme + ":")
                + (authority == null ? "" : "//" + authority)
                + path
                + (query == null ? "" : "?" + query)
                + (fragment == null ? "" : "#" + fragment);
    }
}
