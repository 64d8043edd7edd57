package org.mediaproxy.rtsp.udp;

import java.util.function.Consumer;
import org.mediaproxy.rtsp.message.NumberRange;

/**
 * Two sockets of the proxy's at neighbouring ports: the even one for media, the odd one for RTCP (RFC 3550 §11). On the
 * session's event loop.
 *
 * @param <T> what a socket is
 */
final class PortPair<T> {

    private final UdpPorts owner;
    private final int first;
    private final T rtp;
    private final T rtcp;
    private final Consumer<T> closer;
    private boolean closed;

    PortPair(UdpPorts owner, int first, T rtp, T rtcp, Consumer<T> closer) {
        this.owner = owner;
        this.first = first;
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.closer = closer;
    }

    T rtp() {
        return rtp;
    }

    T rtcp() {
        return rtcp;
    }

    /** The two ports. */
    NumberRange ports() {
        return new NumberRange(first, first + 1);
    }

    /** Closes both sockets and gives their ports back; a second call does nothing. */
    void close() {
        if (!closed) {
            closed = true;
            closer.accept(rtp);
            closer.accept(rtcp);
            owner.giveBack(first);
        }
    }
}
