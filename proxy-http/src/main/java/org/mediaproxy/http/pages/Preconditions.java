package org.mediaproxy.http.pages;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** What a request's conditions come to, in the order of RFC 9110 §13.2.2. */
enum Preconditions {
    /** The method is carried out. */
    PASSED,
    /** 304: the client has this state already. */
    NOT_MODIFIED,
    /** 412: the client wants another state. */
    FAILED;

    /** Looks at the conditions of a GET or HEAD. */
    static Preconditions of(HttpHeaders headers, Validators file) {
        List<String> match = headers.getAll(HttpHeaderNames.IF_MATCH);
        if (!match.isEmpty()) {
            if (!file.isNamedBy(match, false)) {
                return FAILED;
            }
        } else if (file.unchangedSince(headers.get(HttpHeaderNames.IF_UNMODIFIED_SINCE))
                .equals(Optional.of(false))) {
            return FAILED;
        }
        List<String> noneMatch = headers.getAll(HttpHeaderNames.IF_NONE_MATCH);
        if (!noneMatch.isEmpty()) {
            return file.isNamedBy(noneMatch, true) ? NOT_MODIFIED : PASSED;
        }
        return file.unchangedSince(headers.get(HttpHeaderNames.IF_MODIFIED_SINCE))
                        .equals(Optional.of(true))
                ? NOT_MODIFIED
                : PASSED;
    }
}
