package org.mediaproxy.rtsp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mediaproxy.rtsp.message.RtspHead;

/** A client's requests that its origin has not answered yet, by CSeq (RFC 2326 §12.17). On the session's event loop. */
final class OpenRequests {

    private static final int MAX = 64;
    private static final String CSEQ = "CSeq";

    /** CSeq, and whether the request is a SETUP; the oldest first. */
    private final Map<String, Boolean> open = new LinkedHashMap<>();

    static String number(RtspHead head) {
        return head.value(CSEQ);
    }

    /** Notes a request; false if there are too many already. */
    boolean add(RtspHead request) {
        open.put(number(request), request.method().equals("SETUP"));
        return open.size() <= MAX;
    }

    /** Takes a response; whether it answers a SETUP. A response of the 1xx kind is followed by another. */
    boolean answersSetup(RtspHead response) {
        if (response.status() < 200) {
            return false;
        }
        return Boolean.TRUE.equals(open.remove(number(response)));
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
