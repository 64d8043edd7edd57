package org.mediaproxy.rtc.media;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtc.stun.IceKey;
import org.mediaproxy.rtc.stun.StunCheck;
import org.mediaproxy.rtc.stun.StunMessage;
import org.mediaproxy.rtc.stun.StunType;

/** Where one event loop reads STUN: one message at a time, nothing allocated but its USERNAME. */
final class StunDesk {

    private final StunMessage message = new StunMessage();
    private final StunCheck check = new StunCheck();

    /** One for each event loop. */
    static Map<EventLoop, StunDesk> forEach(List<EventLoop> loops) {
        Map<EventLoop, StunDesk> desks = new HashMap<>();
        loops.forEach(loop -> desks.put(loop, new StunDesk()));
        return Map.copyOf(desks);
    }

    /** The message that was read last, until the next. */
    StunMessage message() {
        return message;
    }

    /** Reads a packet; false if it is no STUN message. */
    boolean read(ByteBuf packet) {
        return message.read(packet);
    }

    /**
     * Reads a packet that should be a check of connectivity (RFC 8445 §7.2.2): a signed Binding request.
     *
     * @return its USERNAME; null if it is none
     */
    @Nullable
    String readCheck(ByteBuf packet) {
        if (!message.read(packet) || message.type() != StunType.BINDING_REQUEST || !message.hasIntegrity()) {
            return null;
        }
        String username = message.username();
        return username == null || username.isEmpty() ? null : username;
    }

    /** Whether the message was signed with the key. */
    boolean isSignedBy(IceKey key) {
        return check.isSignedBy(message, key);
    }
}
