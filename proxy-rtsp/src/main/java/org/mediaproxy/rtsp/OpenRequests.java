package org.mediaproxy.rtsp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtsp.message.RtspHead;

/** A client's requests that its origin has not answered yet, by CSeq (RFC 2326 §12.17). On the session's event loop. */
final class OpenRequests {

    private static final int MAX = 64;
    private static final String CSEQ = "CSeq";

    /** By CSeq; the oldest first. */
    private final Map<String, RtspHead> open = new LinkedHashMap<>();

    static String number(RtspHead head) {
        return head.value(CSEQ);
    }

    /** Notes a request; false if there are too many already. A second one of the same number takes the first's place. */
    boolean add(RtspHead request) {
        open.put(number(request), request);
        return open.size() <= MAX;
    }

    /**
     * Takes a response.
     *
     * @return the request that it answers for good; null if none does, such as a response of the 1xx kind, which is
     *     followed by another
     */
    @Nullable
    RtspHead answered(RtspHead response) {
        return response.status() < 200 ? null : open.remove(number(response));
    }

    /** Forgets a request that is answered here. */
    void remove(RtspHead request) {
        open.remove(number(request));
    }

    /** Whether anything waits for an answer. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The CSeq of the request that has waited longest; empty where there is none. */
    String oldest() {
        Iterator<String> numbers = open.keySet().iterator();
        return numbers.hasNext() ? numbers.next() : "";
    }
}
