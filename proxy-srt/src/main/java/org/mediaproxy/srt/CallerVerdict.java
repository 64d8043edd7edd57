package org.mediaproxy.srt;

import io.netty.buffer.ByteBuf;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.srt.packet.Handshake;

/** What becomes of a handshake packet of somebody who has no session. */
sealed interface CallerVerdict {

    /**
     * It is answered, and forgotten.
     *
     * @param reply never longer than the packet; owned by whoever gets the verdict
     */
    record Answer(ByteBuf reply) implements CallerVerdict {}

    /**
     * It comes from where it says, but cannot be served: it is answered, forgotten, and worth a line in the log.
     *
     * @param reply a rejection, never longer than the packet; owned by whoever gets the verdict
     * @param cause why, for the log
     * @param why in words
     */
    record Refused(ByteBuf reply, Cause cause, String why) implements CallerVerdict {}

    /**
     * It comes from where it says, and wants a stream.
     *
     * @param conclusion as it was read
     * @param stream from the stream id
     * @param role from the stream id
     */
    record Wanted(Handshake conclusion, StreamUrl stream, StreamRole role) implements CallerVerdict {}

    /**
     * It is thrown away, and counted.
     *
     * @param reason why
     */
    record Drop(DropReason reason) implements CallerVerdict {}

    /** Why a packet is thrown away; the value of a metric's label. */
    enum DropReason {
        /** It is no SRT. */
        MALFORMED,
        /** Its cookie is not ours, or is too old: the sender may not be where it says. */
        COOKIE,
        /** It makes no sense at this point, such as a late answer. */
        UNEXPECTED,
        /** It belongs to no session, such as one that has ended. */
        STRAY,
        /** It would begin a session too many; the caller is told. */
        LIMIT,
        /** An answer, for which the socket had no room. */
        BUSY
    }
}
