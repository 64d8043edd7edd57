package org.mediaproxy.http.pages;

import io.netty.handler.codec.DateFormatter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another (RFC 9110 §8.8).
 *
 * @param tag a strong entity tag, in its quotes
 * @param modified when the file was changed, in whole seconds, if that is known
 */
record Validators(String tag, Optional<Instant> modified) {

    Validators {
        if (!tag.matches("\"[!#-~]+\"")) {
            throw new IllegalArgumentException("not a strong entity tag: " + tag);
        }
        modified = modified.map(time -> time.truncatedTo(ChronoUnit.SECONDS));
    }

    /** The Last-Modified header; never in the future, as RFC 9110 §8.8.2.1 wants. */
    Optional<String> lastModified(Instant now) {
        return modified.map(time -> DateFormatter.format(Date.from(time.isAfter(now) ? now : time)));
    }

    /** Whether a list of tags, or {@code *}, names this state; weak tags count only where asked (RFC 9110 §8.8.3.2). */
    boolean isNamedBy(List<String> fields, boolean weakToo) {
        for (String field : fields) {
            if (field.trim().equals("*")) {
                return true;
            }
            for (String candidate : tags(field)) {
                boolean weak = candidate.startsWith("W/");
                if ((weakToo || !weak) && tag.equals(weak ? candidate.substring(2) : candidate)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether an If-Range names this state: the strong tag, or exactly the date (RFC 9110 §13.1.5). */
    boolean isStillThatOf(String ifRange) {
        String field = ifRange.trim();
        if (field.startsWith("\"") || field.startsWith("W/")) {
            return field.equals(tag);
        }
        Optional<Instant> date = date(field);
        return date.isPresent() && date.equals(modified);
    }

    /** Whether the file has not been changed after a date; nothing where that cannot be told. */
    Optional<Boolean> unchangedSince(@Nullable String field) {
        Optional<Instant> date = field == null ? Optional.empty() : date(field.trim());
        return date.flatMap(limit -> modified.map(time -> !time.isAfter(limit)));
    }

    private static Optional<Instant> date(String field) {
        return Optional.ofNullable(DateFormatter.parseHttpDate(field)).map(Date::toInstant);
    }

    /** The tags of a list; a comma inside of quotes is a part of the tag. */
    private static List<String> tags(String field) {
        List<String> tags = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i <= field.length(); i++) {
            boolean end = i == field.length();
            if (!end && field.charAt(i) == '"') {
                quoted = !quoted;
            } else if (end || (field.charAt(i) == ',' && !quoted)) {
                tags.add(field.substring(from, i).trim());
                from = i + 1;
            }
        }
        return tags;
    }
}
