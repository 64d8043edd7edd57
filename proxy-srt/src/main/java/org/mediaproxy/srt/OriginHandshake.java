package org.mediaproxy.srt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.srt.packet.Handshake;
import org.mediaproxy.srt.packet.HandshakeWriter;
import org.mediaproxy.srt.packet.PacketKind;
import org.mediaproxy.srt.packet.SrtFormatException;
import org.mediaproxy.srt.packet.SrtHeader;

/**
 * One caller's handshake with one origin, said on the caller's behalf (draft-sharabayko-srt-01 §4.3.1): the induction that
 * it sent to us, then its conclusion with the origin's cookie. Knows no socket and no timer: its owner sends what {@link
 * #toSend} makes, at first and again whenever an answer is late, and hands over what the origin sends. On the session's
 * event loop.
 */
final class OriginHandshake {

    /** How far it has come. */
    enum Step {
        /** The origin's cookie is awaited. */
        INDUCTION,
        /** The origin's consent is awaited. */
        CONCLUSION,
        /** The origin has consented; the caller is to get that packet as it is. */
        ACCEPTED,
        /** The origin has refused; the caller is to get that packet as it is. */
        REJECTED,
        /** The origin knows no HSv5, in which alone streams have names. */
        UNSUPPORTED
    }

    private final ByteBufAllocator alloc;
    private final ByteBuf conclusion;
    private final int callerId;
    private final long receivedNanos;
    private Step step = Step.INDUCTION;
    private int cookie;
    private int originId;

    /**
     * For a conclusion that has been checked.
     *
     * @param conclusion of the caller; its owner keeps it, unchanged, for as long as this is used
     * @param receivedNanos when it came, on the clock of {@link System#nanoTime}
     */
    OriginHandshake(ByteBufAllocator alloc, ByteBuf conclusion, long receivedNanos) {
        this.alloc = alloc;
        this.conclusion = conclusion;
        this.callerId = Handshake.parse(conclusion).socketId();
        this.receivedNanos = receivedNanos;
    }

    /** How far it has come. */
    Step step() {
        return step;
    }

    /** The origin's socket id, which names the connection in all that the caller sends later; once accepted. */
    int originId() {
        return originId;
    }

    /**
     * The packet that the origin must answer next, owned by the caller of this. The conclusion's timestamp is moved by the
     * time for which it was held: the origin takes the sender's clock from it.
     */
    ByteBuf toSend(long nowNanos) {
        return switch (step) {
            case INDUCTION -> HandshakeWriter.induction(alloc, conclusion);
            case CONCLUSION -> {
                ByteBuf packet = alloc.buffer(conclusion.readableBytes())
                        .writeBytes(conclusion, conclusion.readerIndex(), conclusion.readableBytes());
                HandshakeWriter.setCookie(packet, cookie);
                SrtHeader.delayTimestamp(packet, TimeUnit.NANOSECONDS.toMicros(nowNanos - receivedNanos));
                yield packet;
            }
            case ACCEPTED, REJECTED, UNSUPPORTED -> throw new IllegalStateException("nothing to send: " + step);
        };
    }

    /**
     * Takes a packet of the origin's. What is no answer to the last packet, such as one that came twice, changes nothing.
     *
     * @param packet stays its owner's
     * @return whether the step has changed
     * @throws SrtFormatException where it is a malformed handshake
     */
    boolean receive(ByteBuf packet) {
        if (PacketKind.of(packet) != PacketKind.HANDSHAKE || SrtHeader.destination(packet) != callerId) {
            return false;
        }
        Step before = step;
        Handshake answer = Handshake.parse(packet);
        if (answer.isRejection() && isOpen()) {
            step = Step.REJECTED;
        } else if (step == Step.INDUCTION && answer.isInduction()) {
            cookie = answer.cookie();
            step = answer.version() < Handshake.HSV5 ? Step.UNSUPPORTED : Step.CONCLUSION;
        } else if (step == Step.CONCLUSION && answer.isConclusion()) {
            originId = answer.socketId();
            step = Step.ACCEPTED;
        }
        return step != before;
    }

    private boolean isOpen() {
        return step == Step.INDUCTION || step == Step.CONCLUSION;
    }
}
