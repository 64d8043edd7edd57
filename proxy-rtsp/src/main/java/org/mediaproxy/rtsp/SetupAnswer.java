package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.mediaproxy.rtsp.message.NumberRange;
import org.mediaproxy.rtsp.message.RtspField;
import org.mediaproxy.rtsp.message.RtspFormatException;
import org.mediaproxy.rtsp.message.RtspHead;
import org.mediaproxy.rtsp.message.RtspMessage;
import org.mediaproxy.rtsp.message.TransportAlternative;
import org.mediaproxy.rtsp.message.TransportHeader;

/**
 * An origin's consent to a SETUP: the transport it has chosen. Immutable.
 *
 * @param field the Transport header
 * @param chosen what it says
 */
record SetupAnswer(RtspField field, TransportAlternative chosen) {

    /**
     * Reads a successful answer to SETUP.
     *
     * @throws RtspFormatException where it names no transport
     */
    static SetupAnswer of(RtspHead answer) {
        RtspField field = answer.field(SetupOffer.TRANSPORT);
        if (field == null) {
            throw new RtspFormatException("agrees to a SETUP without a transport");
        }
        return new SetupAnswer(
                field, TransportHeader.parse(field.value()).alternatives().get(0));
    }

    boolean isInterleaved() {
        return chosen.isTcp();
    }

    /**
     * Where the origin sends and receives.
     *
     * @throws RtspFormatException where that is not beside the connection, or cannot be known
     */
    NumberRange serverPorts() {
        if (chosen.isTcp() || chosen.isMulticast()) {
            throw new RtspFormatException("agrees to a transport that it was not asked for");
        }
        return chosen.ports(TransportAlternative.SERVER_PORT)
                .orElseThrow(() -> new RtspFormatException("agrees to a transport without ports of its own"));
    }

    /**
     * The answer as the client gets it. It names no address: media comes from where the client has its connection to,
     * which is what the absence of a source means (RFC 2326 §12.39), and what a client behind a NAT, or in front of one,
     * can reach.
     *
     * @param clientPorts as the client has written them
     * @param serverPorts the proxy's
     * @return owned by the caller
     */
    ByteBuf forClient(RtspMessage answer, ByteBufAllocator alloc, String clientPorts, NumberRange serverPorts) {
        TransportAlternative told = chosen.with(TransportAlternative.CLIENT_PORT, clientPorts)
                .with(TransportAlternative.SERVER_PORT, serverPorts)
                .without(TransportAlternative.SOURCE)
                .without(TransportAlternative.DESTINATION);
        return answer.withValue(alloc, field, told.toString());
    }
}
