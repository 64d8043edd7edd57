package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * What a client wants, with every byte it sent since the handshake, so that it can be said again to an origin.
 *
 * @param stream the key
 * @param role publish or play
 * @param recorded the client's bytes from the end of C2; owned by the pipeline, which releases them
 * @param heldFrom how many of them come before the first chunk of publish or play, which the origin gets only after it
 *     has answered the rest
 * @param answered transactions that the client has had an answer to
 * @param created which stream ids the client was told
 * @param streamId the message stream of publish or play, for status messages
 */
record RtmpRequest(
        StreamUrl stream,
        StreamRole role,
        ByteBuf recorded,
        int heldFrom,
        AnsweredTransactions answered,
        List<CreatedStream> created,
        int streamId) {

    /**
     * A stream id that the client was told.
     *
     * @param transaction of createStream
     * @param streamId what we answered
     */
    record CreatedStream(double transaction, int streamId) {}

    RtmpRequest {
        created = List.copyOf(created);
    }
}
