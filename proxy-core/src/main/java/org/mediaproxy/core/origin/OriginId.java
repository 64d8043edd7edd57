package org.mediaproxy.core.origin;

/**
 * Identifies one run of one origin server. The text is {@code server-service-pid}, which is also how bindings name it;
 * it cannot be taken apart again, because each part may hold a dash.
 *
 * @param text the id
 */
public record OriginId(String text) {

    public OriginId {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an origin's id is not empty");
        }
    }

    /** Joins the three parts. */
    public static OriginId of(String server, String service, String pid) {
        return new OriginId(server + "-" + service + "-" + pid);
    }

    @Override
    public String toString() {
        return text;
    }
}
