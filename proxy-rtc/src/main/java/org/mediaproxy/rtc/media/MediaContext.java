package org.mediaproxy.rtc.media;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteException;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.ice.IceBindings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all sessions of one proxy share. Lives as long as the server; any thread. */
final class MediaContext {

    private static final Logger LOG = LoggerFactory.getLogger(MediaContext.class);

    private final ProxyContext context;
    private final String protocol;
    private final IceBindings bindings;
    private final DatagramRelays relays;
    private final Map<EventLoop, StunDesk> desks;
    private final Map<MediaDrop, LongAdder> drops;
    private final SessionLookup lookup;
    private final IceSessions sessions = new IceSessions();
    private final Admission admission = new Admission(this);

    MediaContext(ProxyContext context, String protocol, Duration idle, IceBindings bindings) {
        this.context = context;
        this.protocol = protocol;
        this.bindings = bindings;
        this.relays = new DatagramRelays(context.transport(), context.counters(), protocol, idle);
        this.desks = StunDesk.forEach(context.transport().loops());
        this.drops = MediaDrop.counters(context.counters(), protocol);
        this.lookup = new SessionLookup(bindings);
    }

    ProxyContext proxy() {
        return context;
    }

    DatagramRelays relays() {
        return relays;
    }

    IceSessions sessions() {
        return sessions;
    }

    IceBindings bindings() {
        return bindings;
    }

    SessionLookup lookup() {
        return lookup;
    }

    Admission admission() {
        return admission;
    }

    /** The loop's; to be used there. */
    StunDesk desk(EventLoop loop) {
        return Objects.requireNonNull(desks.get(loop), "a loop of another transport");
    }

    void drop(MediaDrop reason) {
        LongAdder counter = drops.get(reason);
        if (counter != null) { // which it is for each reason
            counter.increment();
        }
    }

    /** A new session for media that a check has proved. */
    Session open(IceBinding binding, InetSocketAddress client, EventLoop loop) {
        Session session = openUnknown(client, loop);
        identified(session, binding);
        return session;
    }

    /** A session of a connection that has said nothing yet. */
    Session openUnknown(InetSocketAddress client, EventLoop loop) {
        return context.sessions().open(protocol, client, loop);
    }

    /** A check has proved whose session it is. */
    void identified(Session session, IceBinding binding) {
        session.enter(Phase.IDENTIFY);
        // Who publishes is not told by the Go proxy; a player's session claims nothing.
        session.identified(binding.stream(), binding.role().orElse(StreamRole.PLAY));
        session.onEnd(() -> lookup.rest(binding.username()));
    }

    /** To the origin that gave the answer, or where the stream is if that is not known. */
    CompletionStage<Route> route(Session session, IceBinding binding, RouteTarget target) {
        Optional<OriginId> origin = binding.origin();
        return origin.isPresent()
                ? context.router().routeTo(session, target, origin.get())
                : context.router().route(session, target);
    }

    /** There is no way to the origin: there is nothing to tell the client by, so the session just ends. */
    void unroutable(Session session, @Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException wrapped ? wrapped.getCause() : error;
        if (cause instanceof RouteException no) {
            session.end(
                    no.reason() == Cause.LIMIT ? Side.CLIENT : Side.ORIGIN,
                    no.reason(),
                    String.valueOf(no.getMessage()));
        } else {
            LOG.error("{} cannot be routed", session, cause);
            session.end(Side.PROXY, Cause.STATE_UNAVAILABLE);
        }
    }

    /** The origin has no such session any more, whatever proxy is asked. */
    void gone(List<IceCredential> credentials) {
        credentials.forEach(credential -> bindings.remove(credential.binding()));
    }
}
