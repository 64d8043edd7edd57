package org.mediaproxy.core.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;

/** A protocol's part in {@link OriginConnector}. Called on the session's event loop, and never once it has ended. */
public interface OriginCaller {

    /** What is put into the channel to this origin before it is connected. */
    ChannelHandler handler(Route route);

    /** The channel is connected: say the first words. */
    void connected(Route route, Channel origin);

    /** No origin is left to try, or there was none. The protocol tells its client, and ends the session. */
    void unroutable(Side side, Cause cause, String detail);
}
