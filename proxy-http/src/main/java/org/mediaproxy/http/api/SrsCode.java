package org.mediaproxy.http.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The {@code code} of SRS's replies: 0 is success, and failures come with HTTP status 200 (srs_kernel_error.hpp). */
final class SrsCode {

    static final int SUCCESS = 0;

    /** ERROR_SYSTEM_CONFIG_RAW_DISABLED. */
    static final int RAW_DISABLED = 1061;

    /** ERROR_RTMP_VHOST_NOT_FOUND. */
    static final int VHOST_NOT_FOUND = 2014;

    /** ERROR_RTMP_STREAM_NOT_FOUND. */
    static final int STREAM_NOT_FOUND = 2048;

    /** ERROR_RTMP_CLIENT_NOT_FOUND. */
    static final int CLIENT_NOT_FOUND = 2049;

    private SrsCode() {}

    static boolean isIn(JsonObject reply) {
        JsonElement code = reply.get("code");
        return code != null && code.isJsonPrimitive() && code.getAsString().matches("-?\\d{1,9}");
    }

    /** The code of a reply that has one. */
    static int of(JsonObject reply) {
        return Integer.parseInt(reply.get("code").getAsString());
    }
}
