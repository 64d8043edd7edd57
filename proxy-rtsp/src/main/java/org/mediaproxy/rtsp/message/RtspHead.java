package org.mediaproxy.rtsp.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The start line and the header of a message. Immutable.
 *
 * @param method of a request, such as {@code SETUP}; empty in a response
 * @param uri of a request, as it was written, bytes as Latin-1 characters; empty in a response
 * @param status of a response; 0 in a request
 * @param fields in their order
 * @param length of all of it with the blank line, in bytes
 */
public record RtspHead(String method, String uri, int status, List<RtspField> fields, int length) {

    private static final int OK = 200;

    public RtspHead {
        fields = List.copyOf(fields);
    }

    /** Whether it begins a request; else a response. Both sides may send either. */
    public boolean isRequest() {
        return !method.isEmpty();
    }

    /** Whether it begins a response that says yes. */
    public boolean isOk() {
        return status == OK;
    }

    /** The first field of that name, without regard to case. */
    public @Nullable RtspField field(String name) {
        for (RtspField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field;
            }
        }
        return null;
    }

    /** The value of the first field of that name; empty where there is none. */
    public String value(String name) {
        RtspField field = field(name);
        return field == null ? "" : field.value();
    }

    /**
     * The length of the body that follows, in bytes; 0 where none is told (RFC 2326 §4.4).
     *
     * @throws RtspFormatException where it is told twice and differently, or is no number
     */
    int contentLength() {
        String told = "";
        for (RtspField field : fields) {
            if (field.name().equalsIgnoreCase("Content-Length")) {
                if (!told.isEmpty() && !told.equals(field.value())) {
                    throw new RtspFormatException("two content lengths");
                }
                told = field.value();
                if (!told.matches("[0-9]{1,9}")) {
                    throw new RtspFormatException("content length is no number");
                }
            }
        }
        return told.isEmpty() ? 0 : Integer.parseInt(told);
    }
}
