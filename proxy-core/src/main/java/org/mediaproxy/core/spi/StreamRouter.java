package org.mediaproxy.core.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.session.Session;

/** Finds the origin that holds a stream, or binds the stream to one. Never sees a packet. Any thread. */
public interface StreamRouter {

    /**
     * Routes a session whose stream and role are known. The stage fails with {@link RouteException}.
     *
     * @param session identified
     * @param target what of the origin is needed
     */
    CompletionStage<Route> route(Session session, RouteTarget target);

    /** The bindings of streams that are known now, for status calls. */
    CompletionStage<List<StreamBinding>> bindings();

    /** Forgets where a stream is; live sessions go on. False if it was not bound. */
    CompletionStage<Boolean> forget(org.mediaproxy.core.stream.StreamUrl stream);
}
