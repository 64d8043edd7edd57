package org.mediaproxy.core.route;

import java.util.HashSet;
import java.util.Set;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * One session on its way to an origin.
 *
 * @param router whose it is
 * @param session identified
 * @param stream its stream
 * @param target what it needs
 * @param slot which of the stream's places
 * @param tried origins that have failed it
 * @param avoided origins that it may only have if there is no other
 */
record Routing(
        OriginRouter router,
        Session session,
        StreamUrl stream,
        RouteTarget target,
        Slot slot,
        Set<OriginId> tried,
        Set<OriginId> avoided) {

    Routing without(OriginId failed) {
        return new Routing(router, session, stream, target, slot, more(tried, failed), avoided);
    }

    Routing avoiding(OriginId unwanted) {
        return new Routing(router, session, stream, target, slot, tried, more(avoided, unwanted));
    }

    Routing at(Slot place) {
        return new Routing(router, session, stream, target, place, tried, avoided);
    }

    private static Set<OriginId> more(Set<OriginId> some, OriginId one) {
        Set<OriginId> more = new HashSet<>(some);
        more.add(one);
        return Set.copyOf(more);
    }

    AffinityKey binding() {
        return slot.binding(stream);
    }

    AffinityKey hold() {
        return slot.hold(stream);
    }

    /** Whether an origin has what is needed, has not failed and is not avoided; draining ones are for the caller to leave out. */
    boolean fits(Origin origin) {
        return !tried.contains(origin.id())
                && !avoided.contains(origin.id())
                && target.endpointOf(origin).isPresent();
    }

    boolean publishes() {
        return session.role() == StreamRole.PUBLISH;
    }

    /** The route to an origin. */
    Route to(Origin origin, boolean pinned) {
        return new ChosenRoute(router, this, origin, pinned);
    }
}
