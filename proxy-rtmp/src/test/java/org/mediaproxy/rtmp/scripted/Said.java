package org.mediaproxy.rtmp.scripted;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.mediaproxy.rtmp.amf.RtmpCommand;

/**
 * One message that a peer has read.
 *
 * @param type its type id
 * @param streamId its message stream
 * @param command what it says, where it is a command
 * @param payload all of it; not to be moved in
 */
public record Said(int type, int streamId, Optional<RtmpCommand> command, ByteBuffer payload) {

    /** The command's name, or an empty one. */
    public String name() {
        return command.map(RtmpCommand::name).orElse("");
    }

    /** The transaction; 0 where there is none. */
    public double transaction() {
        return command.map(RtmpCommand::transaction).orElse(0.0);
    }

    /** The {@code code} of an onStatus or an {@code _error}. */
    public String code() {
        return command.map(c -> String.valueOf(c.object(1).get("code"))).orElse("");
    }
}
