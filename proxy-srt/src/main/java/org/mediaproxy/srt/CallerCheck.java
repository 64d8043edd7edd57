package org.mediaproxy.srt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.stream.StreamUrlResolver;
import org.mediaproxy.srt.CallerVerdict.Answer;
import org.mediaproxy.srt.CallerVerdict.Drop;
import org.mediaproxy.srt.CallerVerdict.DropReason;
import org.mediaproxy.srt.CallerVerdict.Refused;
import org.mediaproxy.srt.CallerVerdict.Wanted;
import org.mediaproxy.srt.packet.Handshake;
import org.mediaproxy.srt.packet.HandshakeWriter;
import org.mediaproxy.srt.packet.Rejection;
import org.mediaproxy.srt.packet.SrtFormatException;

/**
 * Identifies callers, and keeps nothing of any (draft-sharabayko-srt-01 §4.3.1.1): an induction is answered with a cookie,
 * and only a conclusion with a valid one is looked into. So a flood from forged addresses costs no memory, and an answer
 * is never longer than what caused it. Any thread.
 */
final class CallerCheck {

    private final SynCookie cookies;
    private final StreamUrlResolver streams;
    private final ByteBufAllocator alloc;

    CallerCheck(SynCookie cookies, StreamUrlResolver streams, ByteBufAllocator alloc) {
        this.cookies = cookies;
        this.streams = streams;
        this.alloc = alloc;
    }

    /**
     * Looks at a packet of the kind handshake from an address without a session.
     *
     * @param packet stays its owner's, unchanged
     */
    CallerVerdict check(ByteBuf packet, InetSocketAddress caller) {
        try {
            return checked(packet, caller);
        } catch (SrtFormatException e) {
            return new Drop(DropReason.MALFORMED);
        }
    }

    private CallerVerdict checked(ByteBuf packet, InetSocketAddress caller) {
        Handshake fixed = Handshake.parseFixed(packet);
        if (fixed.isInduction()) {
            return new Answer(HandshakeWriter.inductionReply(alloc, packet, cookies.cookie(caller)));
        }
        if (fixed.isRendezvous()) {
            return new Answer(HandshakeWriter.rejection(alloc, packet, Rejection.UNIMPLEMENTED));
        }
        if (!fixed.isConclusion()) {
            return new Drop(DropReason.UNEXPECTED);
        }
        if (!cookies.isValid(fixed.cookie(), caller)) {
            return new Drop(DropReason.COOKIE);
        }
        return fixed.isHsv4()
                ? refused(packet, Rejection.VERSION, Cause.UNSUPPORTED, "handshake version 4")
                : wanted(packet);
    }

    private CallerVerdict wanted(ByteBuf packet) {
        try {
            Handshake conclusion = Handshake.parse(packet);
            StreamId id = StreamId.parse(conclusion.extensions().streamId());
            return new Wanted(conclusion, id.stream(streams), id.role());
        } catch (SrtFormatException e) {
            return refused(packet, Rejection.ROGUE, Cause.MALFORMED, String.valueOf(e.getMessage()));
        } catch (SrtRejectedException e) {
            return refused(packet, e.rejection(), Cause.UNSUPPORTED, String.valueOf(e.getMessage()));
        }
    }

    private CallerVerdict refused(ByteBuf packet, Rejection reason, Cause cause, String why) {
        return new Refused(HandshakeWriter.rejection(alloc, packet, reason), cause, why);
    }
}
