package org.mediaproxy.rtc.media;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramPort;
import org.mediaproxy.core.relay.UnknownDatagrams;
import org.mediaproxy.rtc.stun.IceKey;
import org.mediaproxy.rtc.stun.PacketKind;

/**
 * Decides about packets from addresses that belong to nobody: a check of a known session, signed with its password, opens or
 * joins the session; everything else is dropped and counted. Nothing is ever answered from here, so there is nothing to be
 * amplified. On any event loop.
 */
final class Admission implements UnknownDatagrams {

    /** Checks that may be on their way to other event loops. */
    private static final int MAX_WAITING = 4_096;

    private final MediaContext media;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean draining;

    Admission(MediaContext media) {
        this.media = media;
    }

    /** From now on no session is opened; those that are get on. */
    void drain() {
        draining = true;
    }

    @Override
    public void unknown(DatagramPort port, Channel socket, DatagramPacket packet) {
        if (PacketKind.of(packet.content()) == PacketKind.STUN) {
            admit(port, socket.eventLoop(), packet.sender(), packet.content());
        } else {
            media.drop(MediaDrop.STRANGER);
        }
    }

    /**
     * Decides about a check, on the loop where it came in.
     *
     * @param packet stays the caller's
     */
    void admit(DatagramPort port, EventLoop loop, InetSocketAddress from, ByteBuf packet) {
        String username = media.desk(loop).readCheck(packet);
        if (username == null) {
            media.drop(MediaDrop.MALFORMED);
            return;
        }
        IceSession session = media.sessions().find(username);
        if (session != null) {
            knock(session, loop, from, packet);
            return;
        }
        if (port.passOn(loop, from, packet)) {
            return; // a session of the process that has taken over from this one
        }
        SessionLookup.Answer remembered = media.lookup().remembered(username);
        if (remembered != null) {
            found(port, loop, from, packet, remembered.credential());
        } else {
            lookUp(port, loop, from, packet, username);
        }
    }

    private void lookUp(DatagramPort port, EventLoop loop, InetSocketAddress from, ByteBuf packet, String username) {
        if (draining) {
            media.drop(MediaDrop.DRAINING);
            return;
        }
        if (!media.lookup().admits(from.getAddress())) {
            media.drop(MediaDrop.LOOKUP_LIMIT);
            return;
        }
        ByteBuf kept = packet.copy(); // the packet shares its memory with all that were read with it
        media.lookup()
                .find(username)
                .whenComplete((found, error) -> run(loop, kept, () -> {
                    if (media.desk(loop).read(kept)) {
                        found(port, loop, from, kept, found.orElse(null));
                    }
                }));
    }

    /** The check was read last at the loop's desk. */
    private void found(
            DatagramPort port,
            EventLoop loop,
            InetSocketAddress from,
            ByteBuf check,
            @Nullable IceCredential credential) {
        IceKey key = credential == null ? null : credential.key();
        if (credential == null) {
            media.drop(MediaDrop.UNKNOWN_UFRAG);
        } else if (key != null && !media.desk(loop).isSignedBy(key)) {
            media.drop(MediaDrop.BAD_INTEGRITY);
        } else {
            proved(port, loop, from, check, credential);
        }
    }

    private void proved(
            DatagramPort port, EventLoop loop, InetSocketAddress from, ByteBuf check, IceCredential credential) {
        IceSession known = media.sessions().find(credential.username());
        if (known != null) {
            knock(known, loop, from, check);
            return;
        }
        IceSession restarted = media.sessions().ofSameResource(credential);
        if (restarted != null) {
            restarted(restarted, from, check, credential);
        } else if (draining) {
            media.drop(MediaDrop.DRAINING);
        } else {
            open(port, loop, from, check, credential);
        }
    }

    private void restarted(IceSession session, InetSocketAddress from, ByteBuf check, IceCredential credential) {
        ByteBuf kept = check.copy();
        run(session.loop(), kept, () -> {
            session.restarted(credential);
            session.knock(from, kept);
        });
    }

    private void open(
            DatagramPort port, EventLoop loop, InetSocketAddress from, ByteBuf check, IceCredential credential) {
        Optional<IceSession> opened =
                media.sessions().addIfAbsent(credential, () -> new IceSession(media, port, loop, credential, from));
        if (opened.isPresent()) {
            opened.get().begin(from, check);
        } else {
            media.drop(MediaDrop.OPENING); // by another loop, this very moment
        }
    }

    private void knock(IceSession session, EventLoop loop, InetSocketAddress from, ByteBuf check) {
        if (session.loop() == loop) {
            session.knock(from, check);
        } else {
            ByteBuf kept = check.copy();
            run(session.loop(), kept, () -> session.knock(from, kept));
        }
    }

    /** Does something with a packet on a loop, at once if this is it, and releases the packet. */
    private void run(EventLoop loop, ByteBuf kept, Runnable action) {
        Runnable guarded = () -> {
            try {
                action.run();
            } finally {
                kept.release();
            }
        };
        if (loop.inEventLoop()) {
            guarded.run();
            return;
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            kept.release();
            media.drop(MediaDrop.LOOKUP_LIMIT);
            return;
        }
        try {
            loop.execute(() -> {
                waiting.decrementAndGet();
                guarded.run();
            });
        } catch (RejectedExecutionException e) { // the loop has ended
            waiting.decrementAndGet();
            kept.release();
        }
    }
}
