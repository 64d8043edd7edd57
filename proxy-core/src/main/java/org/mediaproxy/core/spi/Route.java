package org.mediaproxy.core.spi;

import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;

/**
 * Where a session goes. Used on the session's event loop, in order: either {@link #next} after a failed connect, or
 * {@link #established} once the origin answered. It ends with its session.
 */
public interface Route {

    /** The origin that was chosen. */
    Origin origin();

    /** Its endpoint for what the session needs. */
    OriginEndpoint endpoint();

    /**
     * Says that the origin could not be connected or was silent before its first word, and asks for another. The stage
     * fails with {@link RouteException} where the stream must not move or no origin is left.
     */
    CompletionStage<Route> next();

    /**
     * Says that the origin answered and the relay begins: from now until the session's end its binding is kept alive,
     * and a publisher holds the stream.
     */
    void established();
}
