package org.mediaproxy.core.relay;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Datagrams that one read brought to another loop than their relays': filled there, then run here as a batch. A client
 * that moved keeps its session and its loop, while the kernel gives its datagrams to the socket of another.
 */
final class HandOver implements Runnable {

    private final DatagramLoop to;
    private final List<DatagramRelay> relays = new ArrayList<>();
    private final List<InetSocketAddress> senders = new ArrayList<>();
    private final List<ByteBuf> payloads = new ArrayList<>();

    HandOver(DatagramLoop to) {
        this.to = to;
    }

    /** The loop that gets it. */
    DatagramLoop to() {
        return to;
    }

    /** Copies the payload and releases it: to wait with it would hold the whole buffer that many were read into. */
    void add(DatagramRelay relay, InetSocketAddress sender, ByteBuf payload) {
        relays.add(relay);
        senders.add(sender);
        payloads.add(payload.copy());
        payload.release();
    }

    int count() {
        return payloads.size();
    }

    @Override
    public void run() {
        to.arrived(count());
        for (int i = 0; i < payloads.size(); i++) {
            relays.get(i).fromClient(senders.get(i), payloads.get(i));
        }
        to.endBatch();
    }

    void release() {
        payloads.forEach(ByteBuf::release);
    }
}
