package org.mediaproxy.srt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramPort;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.srt.CallerVerdict.Answer;
import org.mediaproxy.srt.CallerVerdict.Drop;
import org.mediaproxy.srt.CallerVerdict.DropReason;
import org.mediaproxy.srt.CallerVerdict.Refused;
import org.mediaproxy.srt.CallerVerdict.Wanted;
import org.mediaproxy.srt.packet.Handshake;
import org.mediaproxy.srt.packet.HandshakeWriter;
import org.mediaproxy.srt.packet.PacketKind;
import org.mediaproxy.srt.packet.Rejection;

/**
 * The callers of one event loop, by address and socket id. The kernel gives an address's packets to one socket and so to
 * one loop, or the relay that knows the address hands them over: each loop has its own table, which nobody else touches.
 */
final class SrtCallers {

    /** Refused calls that are remembered at the same time. */
    private static final int MAX_REFUSED = 1024;

    private final SrtServer server;
    private final DatagramPort port;
    private final Channel socket;
    private final CallerCheck check;
    private final Map<InetSocketAddress, CallerAddress> addresses = new HashMap<>();
    private int refused;

    /** For the loop of one of the port's sockets. */
    SrtCallers(SrtServer server, DatagramPort port, Channel socket, CallerCheck check) {
        this.server = server;
        this.port = port;
        this.socket = socket;
        this.check = check;
    }

    SrtServer server() {
        return server;
    }

    DatagramPort port() {
        return port;
    }

    EventLoop loop() {
        return socket.eventLoop();
    }

    ByteBufAllocator alloc() {
        return socket.alloc();
    }

    /** Addresses that are known; on the event loop. */
    int size() {
        return addresses.size();
    }

    /** A packet of an address that no relay knows; stays its owner's. */
    void stranger(InetSocketAddress from, ByteBuf packet) {
        switch (PacketKind.of(packet)) {
            case HANDSHAKE -> {
                // Whoever calls here and is not known calls the process that has taken over from this one.
                if (addresses.containsKey(from) || !port.passOn(loop(), from, packet)) {
                    handshake(from, packet);
                }
            }
            case MALFORMED -> drop(DropReason.MALFORMED);
            case DATA, CONTROL, SHUTDOWN -> drop(DropReason.STRAY);
        }
    }

    /** A handshake packet of any address; stays its owner's. */
    void handshake(InetSocketAddress from, ByteBuf packet) {
        SrtPipeline known = known(from, packet);
        if (known != null && known.isRepeated(packet)) {
            known.repeated();
            return;
        }
        CallerVerdict verdict = check.check(packet, from);
        if (verdict instanceof Answer answer) {
            send(answer.reply(), from);
        } else if (verdict instanceof Drop drop) {
            drop(drop.reason());
        } else if (verdict instanceof Refused no) {
            Session session = open(from);
            send(no.reply(), from);
            session.end(Side.CLIENT, no.cause(), no.why());
        } else if (verdict instanceof Wanted wanted) {
            if (known != null) {
                known.replaced();
            }
            wanted(wanted, from, packet);
        }
    }

    /** The call that a conclusion repeats, or whose socket id it takes over. */
    private @Nullable SrtPipeline known(InetSocketAddress from, ByteBuf packet) {
        CallerAddress address = addresses.get(from);
        if (address == null || packet.readableBytes() < Handshake.LENGTH) {
            return null;
        }
        Handshake handshake = Handshake.parseFixed(packet);
        return handshake.isConclusion() ? address.ofCaller(handshake.socketId()) : null;
    }

    private void wanted(Wanted wanted, InetSocketAddress from, ByteBuf packet) {
        CallerAddress address = addresses.get(from);
        if (port.passOn(loop(), from, packet)) {
            return; // a new call from an address that has one here
        }
        if (server.isDraining()) {
            reject(from, packet, Rejection.UNAVAILABLE);
        } else if ((address != null && address.size() >= CallerAddress.MAX)
                || !server.limits().admit()) {
            drop(DropReason.LIMIT);
            reject(from, packet, Rejection.RESOURCE);
        } else {
            CallerAddress home = addresses.computeIfAbsent(from, CallerAddress::new);
            ByteBuf conclusion = alloc().buffer(packet.readableBytes());
            conclusion.writeBytes(packet, packet.readerIndex(), packet.readableBytes());
            SrtPipeline call = new SrtPipeline(this, home, open(from), wanted.conclusion(), conclusion);
            home.add(call);
            call.begin(wanted.stream(), wanted.role());
        }
    }

    private Session open(InetSocketAddress from) {
        Session session = server.context().sessions().open(SrtProtocol.NAME, from, loop());
        session.enter(Phase.IDENTIFY);
        return session;
    }

    private void reject(InetSocketAddress from, ByteBuf packet, Rejection reason) {
        send(HandshakeWriter.rejection(alloc(), packet, reason), from);
    }

    /** Sends a packet of the proxy's own to an address, at once; takes it over. */
    void send(ByteBuf packet, InetSocketAddress to) {
        if (socket.isWritable()) {
            socket.writeAndFlush(new DatagramPacket(packet, to), socket.voidPromise());
        } else {
            packet.release();
            drop(DropReason.BUSY);
        }
    }

    void drop(DropReason reason) {
        server.drops().count(reason);
    }

    /** Whether one more refused call can be remembered; if so it is to be forgotten through {@link #forgetRefused}. */
    boolean rememberRefused() {
        if (refused >= MAX_REFUSED) {
            return false;
        }
        refused++;
        return true;
    }

    /** Forgets a call that had been refused. */
    void forgetRefused(SrtPipeline call, CallerAddress address) {
        refused--;
        forget(call, address);
    }

    /** Forgets a call. */
    void forget(SrtPipeline call, CallerAddress address) {
        address.remove(call);
        if (address.isEmpty()) {
            addresses.remove(address.address(), address);
        }
    }

    /** Ends all calls; on the event loop. */
    void stop() {
        for (CallerAddress address : List.copyOf(addresses.values())) {
            address.calls().forEach(SrtPipeline::stop);
        }
    }
}
