package org.mediaproxy.http.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;

/** The two kinds of rows of which origins have many. */
enum RowKind {
    /** What is published or waited for; also names its publisher. */
    STREAM("stream", SrsCode.STREAM_NOT_FOUND),
    /** A connection that publishes or plays; also names its stream. */
    CLIENT("client", SrsCode.CLIENT_NOT_FOUND);

    private static final String DEFAULT_VHOST = "__defaultVhost__";

    private final String single;
    private final int notFound;

    RowKind(String single, int notFound) {
        this.single = single;
        this.notFound = notFound;
    }

    /** The field of a reply with one row. */
    String single() {
        return single;
    }

    /** The field of a reply with many rows. */
    String plural() {
        return single + "s";
    }

    /** SRS's code where there is no such row. */
    int notFound() {
        return notFound;
    }

    /** The path of all rows; behind it stands an id. */
    String path() {
        return "/api/v1/" + plural() + "/";
    }

    /** Makes every id in an origin's row one of all origins, and names the origin. */
    void adopt(Origin origin, JsonObject row) {
        rename(origin, row, "id");
        rename(origin, row, STREAM.single);
        JsonElement publish = row.get("publish"); // of a client it is only whether it publishes
        if (publish != null && publish.isJsonObject()) {
            rename(origin, publish.getAsJsonObject(), "cid");
        }
        String vhost = vhostName(row.get("url"));
        if (vhost.isEmpty()) {
            rename(origin, row, "vhost");
        } else {
            row.addProperty("vhost", RowId.ofVhost(vhost));
        }
        row.addProperty("origin", origin.id().text());
    }

    private static void rename(Origin origin, JsonObject row, String field) {
        JsonElement own = row.get(field);
        if (own != null && own.isJsonPrimitive()) {
            row.addProperty(field, RowId.of(origin, own.getAsString()).toString());
        }
    }

    /** SRS names a vhost by an id of its own, but begins the row's URL with its name, unless it is the default one. */
    private static String vhostName(@Nullable JsonElement url) {
        if (url == null || !url.isJsonPrimitive()) {
            return "";
        }
        int slash = url.getAsString().indexOf('/');
        return slash == 0 ? DEFAULT_VHOST : url.getAsString().substring(0, Math.max(slash, 0));
    }
}
