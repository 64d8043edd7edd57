package org.mediaproxy.srt;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramRelay;

/**
 * The SRT sockets that call from one address: mostly one, but libsrt lets several share a UDP port, and a restarted
 * caller comes back to the port where its last session still waits for it. The port of the proxy knows one relay for an
 * address; the others get their packets from that one's owner. On one event loop.
 */
final class CallerAddress {

    /** Sockets behind one address at the same time. */
    static final int MAX = 256;

    private final InetSocketAddress address;
    private final List<SrtPipeline> calls = new ArrayList<>(1);
    private @Nullable DatagramRelay front;

    CallerAddress(InetSocketAddress address) {
        this.address = address;
    }

    InetSocketAddress address() {
        return address;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    int size() {
        return calls.size();
    }

    void add(SrtPipeline call) {
        calls.add(call);
    }

    void remove(SrtPipeline call) {
        calls.remove(call);
    }

    /** A copy, for whoever ends them. */
    List<SrtPipeline> calls() {
        return List.copyOf(calls);
    }

    /** The call of a caller's socket id, whatever has become of it. */
    @Nullable
    SrtPipeline ofCaller(int socketId) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).callerId() == socketId) {
                return calls.get(i);
            }
        }
        return null;
    }

    /** The call that has the relay to an origin's socket id. */
    @Nullable
    SrtPipeline ofOrigin(int socketId) {
        for (int i = 0; i < calls.size(); i++) {
            SrtPipeline call = calls.get(i);
            if (call.originId() == socketId && call.relay() != null) {
                return call;
            }
        }
        return null;
    }

    /**
     * Lets a relay hear this address, itself or through another of this address.
     *
     * @return false if the address belongs to a relay that is not of this event loop's
     */
    boolean join(DatagramRelay relay) {
        if (front == null && relay.addClient(address)) {
            front = relay;
        }
        return front != null;
    }

    /** Closes a relay, and lets another one hear the address in its stead. */
    void leave(DatagramRelay relay) {
        relay.close();
        if (front != relay) {
            return;
        }
        front = null;
        for (SrtPipeline call : calls) {
            DatagramRelay other = call.relay();
            if (other != null && other != relay && join(other)) {
                return;
            }
        }
    }
}
