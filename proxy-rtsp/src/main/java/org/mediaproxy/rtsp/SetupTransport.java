package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtsp.message.RtspField;
import org.mediaproxy.rtsp.message.RtspFormatException;
import org.mediaproxy.rtsp.message.RtspHead;
import org.mediaproxy.rtsp.message.RtspMessage;
import org.mediaproxy.rtsp.message.TransportAlternative;
import org.mediaproxy.rtsp.message.TransportHeader;

/** Sees to it that media goes where the proxy can pass it on: through the connection. */
final class SetupTransport {

    private static final String TRANSPORT = "Transport";

    private SetupTransport() {}

    /**
     * A SETUP as the origin gets it: with those of its transports that are interleaved. Where all are, or none is named,
     * it is the client's own bytes.
     *
     * @return owned by the caller; null if the client wants no interleaved transport
     */
    static @Nullable ByteBuf interleavedOnly(RtspMessage setup, ByteBufAllocator alloc) {
        RtspField field = setup.head().field(TRANSPORT);
        if (field == null) {
            return setup.raw().retain();
        }
        if (setup.head().fields().stream()
                        .filter(other -> other.name().equalsIgnoreCase(TRANSPORT))
                        .count()
                > 1) {
            throw new RtspFormatException("two transport headers");
        }
        TransportHeader wanted = TransportHeader.parse(field.value());
        List<TransportAlternative> possible = wanted.only(TransportAlternative::isTcp);
        if (possible.isEmpty()) {
            return null;
        }
        return possible.size() == wanted.alternatives().size()
                ? setup.raw().retain()
                : setup.withValue(alloc, field, new TransportHeader(possible).toString());
    }

    /** Whether a successful answer to SETUP says that media is interleaved. */
    static boolean isInterleaved(RtspHead answer) {
        RtspField field = answer.field(TRANSPORT);
        return field != null
                && TransportHeader.parse(field.value()).alternatives().get(0).isTcp();
    }
}
