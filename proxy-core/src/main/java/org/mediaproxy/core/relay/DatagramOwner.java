package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's word in one {@link DatagramRelay}, called on the relay's event loop for each datagram before it goes
 * on. Payloads belong to the relay: whoever keeps one takes a retained slice, since the buffer may be one that the next
 * datagram is read into too, and nobody moves its indices. An exception is a bug that costs the datagram.
 */
public interface DatagramOwner {

    /**
     * A datagram of an address that is one of the relay's.
     *
     * @param from the client's address
     * @return whose origin gets it: mostly the relay itself, or another where several share a client's address; null if
     *     it goes no further
     */
    default @Nullable DatagramRelay fromClient(DatagramRelay relay, InetSocketAddress from, ByteBuf payload) {
        return relay;
    }

    /**
     * A datagram of the origin.
     *
     * @return the client's address that gets it, one object for as long as it is the same; null if it goes no further
     */
    default @Nullable InetSocketAddress fromOrigin(DatagramRelay relay, ByteBuf payload) {
        return relay.client();
    }

    /** The origin's host says that nobody is there, or its socket broke. Mostly the end of the session. */
    void originFailed(DatagramRelay relay, Throwable cause);

    /** No client was heard for the time that the relays were opened with; told again each such time until closed. */
    void idle(DatagramRelay relay);
}
