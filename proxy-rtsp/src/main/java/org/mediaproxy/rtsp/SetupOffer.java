package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtsp.message.NumberRange;
import org.mediaproxy.rtsp.message.RtspField;
import org.mediaproxy.rtsp.message.RtspFormatException;
import org.mediaproxy.rtsp.message.RtspHead;
import org.mediaproxy.rtsp.message.RtspMessage;
import org.mediaproxy.rtsp.message.TransportAlternative;
import org.mediaproxy.rtsp.message.TransportHeader;

/**
 * What a client's SETUP offers to carry media in, as far as the proxy can pass it on. Immutable.
 *
 * @param field the Transport header; null where there is none, which leaves it to the origin
 * @param offered all of it
 * @param possible the alternatives that can be passed on
 */
record SetupOffer(@Nullable RtspField field, List<TransportAlternative> offered, List<TransportAlternative> possible) {

    static final String TRANSPORT = "Transport";

    /**
     * Reads a SETUP.
     *
     * @param fits whether an alternative may be passed on
     * @throws RtspFormatException where there are two Transport headers, or what is there is malformed
     */
    static SetupOffer of(RtspHead setup, Predicate<TransportAlternative> fits) {
        RtspField field = setup.field(TRANSPORT);
        if (field == null) {
            return new SetupOffer(null, List.of(), List.of());
        }
        if (setup.fields().stream()
                        .filter(other -> other.name().equalsIgnoreCase(TRANSPORT))
                        .count()
                > 1) {
            throw new RtspFormatException("two transport headers");
        }
        TransportHeader offered = TransportHeader.parse(field.value());
        return new SetupOffer(field, offered.alternatives(), offered.only(fits)).withOnePairOfPorts();
    }

    /** Whether media can go beside the connection: to one client's two ports. */
    static boolean isUnicastUdp(TransportAlternative alternative) {
        return !alternative.isTcp()
                && !alternative.isMulticast()
                && alternative.ports(TransportAlternative.CLIENT_PORT).isPresent();
    }

    /** The origin's choice does not tell which pair of the client's was meant, so there may be one only: the first. */
    private SetupOffer withOnePairOfPorts() {
        Optional<NumberRange> ports = clientPorts();
        return only(alternative -> alternative.isTcp()
                || alternative.ports(TransportAlternative.CLIENT_PORT).equals(ports));
    }

    private SetupOffer only(Predicate<TransportAlternative> wanted) {
        return new SetupOffer(field, offered, possible.stream().filter(wanted).toList());
    }

    /** The same without what goes beside the connection. */
    SetupOffer withoutUdp() {
        return only(TransportAlternative::isTcp);
    }

    /** Whether the client offers transports, and none of them can be passed on. */
    boolean isImpossible() {
        return field != null && possible.isEmpty();
    }

    /** The first alternative that goes beside the connection, if any. */
    private Stream<TransportAlternative> udp() {
        return possible.stream().filter(alternative -> !alternative.isTcp()).limit(1);
    }

    /** Where the client wants to have media beside the connection; empty if it does not. */
    Optional<NumberRange> clientPorts() {
        return udp().flatMap(alternative -> alternative.ports(TransportAlternative.CLIENT_PORT).stream())
                .findFirst();
    }

    /** The same as the client has written it. */
    String clientPortsText() {
        return udp().flatMap(alternative -> alternative.value(TransportAlternative.CLIENT_PORT).stream())
                .findFirst()
                .orElse("");
    }

    /**
     * The SETUP as the origin gets it. Where all of it can be passed on as it is, it is the client's own bytes.
     *
     * @param ports the proxy's, in place of the client's; null if nothing goes beside the connection
     * @return owned by the caller
     */
    ByteBuf forOrigin(RtspMessage setup, ByteBufAllocator alloc, @Nullable NumberRange ports) {
        if (field == null || (ports == null && possible.size() == offered.size())) {
            return setup.raw().retain();
        }
        List<TransportAlternative> told = possible.stream()
                .map(alternative -> ports == null || alternative.isTcp() ? alternative : at(alternative, ports))
                .toList();
        return setup.withValue(alloc, field, new TransportHeader(told).toString());
    }

    /** Media goes to the proxy, which sends it to the client's own address and to no other that it may have named. */
    private static TransportAlternative at(TransportAlternative alternative, NumberRange ports) {
        return alternative
                .with(TransportAlternative.CLIENT_PORT, ports)
                .without(TransportAlternative.DESTINATION)
                .without(TransportAlternative.SOURCE);
    }
}
