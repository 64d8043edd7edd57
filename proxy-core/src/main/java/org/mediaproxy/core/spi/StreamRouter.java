package org.mediaproxy.core.spi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.stream.StreamUrl;

/** Finds the origin that holds a stream, or binds the stream to one. Never sees a packet. Any thread. */
public interface StreamRouter {

    /**
     * Routes a session whose stream and role are known. The stage fails with {@link RouteException}.
     *
     * @param session identified
     * @param target what of the origin is needed
     */
    CompletionStage<Route> route(Session session, RouteTarget target);

    /**
     * Routes a session that belongs to one origin whatever its stream is bound to, such as media of an answer that the
     * origin gave. There is no other: {@link Route#next} fails. The stage fails with {@link RouteException}.
     *
     * @param session identified
     * @param target what of the origin is needed
     */
    CompletionStage<Route> routeTo(Session session, RouteTarget target, OriginId origin);

    /**
     * The live origin that a stream is bound to. It only looks: nothing is bound, and nothing is kept alive. Empty where
     * there is no binding or its origin is gone; fails where the shared state gives no answer.
     */
    CompletionStage<Optional<Origin>> find(StreamUrl stream);

    /** The bindings of streams that are known now, for status calls. */
    CompletionStage<List<StreamBinding>> bindings();

    /** Forgets where a stream is; live sessions go on. False if it was not bound. */
    CompletionStage<Boolean> forget(StreamUrl stream);
}
