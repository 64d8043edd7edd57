package org.mediaproxy.http.dash;

import java.util.List;
import org.mediaproxy.http.uri.UriKind;

/** Decides what becomes of one URL of an MPD. */
@FunctionalInterface
public interface MpdUrlRewrite {

    /**
     * Called for each URL in the order of the MPD, on the thread that rewrites it.
     *
     * @param url never empty; unescaped, without white space at its ends, identifiers such as {@code $Number$} in it
     * @param bases what the URL resolves against: one, or several where the MPD gives alternative BaseURLs, or where
     *     Representations that share the URL have BaseURLs of their own; each absolute if the URL of the MPD is
     * @param kind {@link UriKind#BASE} for a BaseURL that is no media URL itself
     * @return what stands there instead, unescaped; the same text leaves the bytes as they are
     */
    String rewrite(String url, List<String> bases, UriKind kind);
}
