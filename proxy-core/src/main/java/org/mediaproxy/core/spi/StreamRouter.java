package org.mediaproxy.core.spi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginState;
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

    /** How this proxy sees a live origin; other proxies may reach it better. */
    OriginState state(Origin origin);

    /** The bindings of streams that are known now, for status calls. */
    CompletionStage<List<StreamBinding>> bindings();

    /**
     * An origin says that somebody publishes straight to it, past all proxies. The stream is held as if a proxy had the publisher, until
     * {@link #unpublished} or until the origin is gone. What passes through a proxy may be told too; it changes nothing.
     *
     * @param publisher the origin's name for the publisher; blanks in it count as underscores
     */
    CompletionStage<PublishReport> published(StreamUrl stream, OriginId origin, String publisher);

    /** The origin says that this publisher has gone. False if the stream was not held for it. */
    CompletionStage<Boolean> unpublished(StreamUrl stream, OriginId origin, String publisher);

    /**
     * Forgets where a stream is that nobody publishes, so that the next client is sent to a newly picked origin. Players go on where they
     * are, and do not bind the stream again; once it is published elsewhere they are ended, so that they follow.
     */
    CompletionStage<ForgetResult> forget(StreamUrl stream);
}
