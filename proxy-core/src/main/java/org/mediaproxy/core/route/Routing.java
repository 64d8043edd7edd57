package org.mediaproxy.core.route;

import java.util.HashSet;
import java.util.Set;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamUrl;

/** One session on its way to an origin: what it needs, and which origins have failed it. */
record Routing(Session session, StreamUrl stream, RouteTarget target, Set<OriginId> tried) {

    Routing without(OriginId failed) {
        Set<OriginId> more = new HashSet<>(tried);
        more.add(failed);
        return new Routing(session, stream, target, Set.copyOf(more));
    }
}
