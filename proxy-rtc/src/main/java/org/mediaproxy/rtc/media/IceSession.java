package org.mediaproxy.rtc.media;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.relay.DatagramOwner;
import org.mediaproxy.core.relay.DatagramPort;
import org.mediaproxy.core.relay.DatagramRelay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.stun.PacketKind;
import org.mediaproxy.rtc.stun.StunMessage;
import org.mediaproxy.rtc.stun.StunType;

/**
 * One session's media over UDP. It is opened by a check that was proved, and gets more addresses of its client the same way;
 * the origin's media goes to the one that was nominated, or that DTLS or SRTP came from last. Where nobody here knows the
 * password, a check is proved by the origin's answer to it. Everything on its own event loop.
 */
final class IceSession implements DatagramOwner {

    /** Addresses of one client: browsers keep checking pairs that they do not use. */
    static final int MAX_ADDRESSES = 8;

    /** How long an address stays with its session after that was heard last, if another session wants it. */
    private static final long ADDRESS_REST_NANOS = 5_000_000_000L;

    /** Checks a second that may go to the origin unproved. */
    private static final int MAX_UNPROVED = 20;

    private final MediaContext media;
    private final DatagramPort port;
    private final EventLoop loop;
    private final Session session;
    private final StunDesk desk;
    private final List<IceCredential> credentials = new ArrayList<>(1);
    private final OpenTransactions transactions = new OpenTransactions();
    private @Nullable DatagramRelay relay;
    private @Nullable Route route;
    private @Nullable InetSocketAddress opener;
    private @Nullable ByteBuf opening;
    private long unprovedSecond;
    private int unproved;

    /**
     * Makes the session, on its loop.
     *
     * @param from the client that opens it
     */
    IceSession(
            MediaContext media, DatagramPort port, EventLoop loop, IceCredential credential, InetSocketAddress from) {
        this.media = media;
        this.port = port;
        this.loop = loop;
        this.desk = media.desk(loop);
        this.session = media.open(credential.binding(), from, loop);
        credentials.add(credential);
        session.onEnd(this::forgottenIfRebound);
    }

    EventLoop loop() {
        return loop;
    }

    /** Where the stream has moved away, the client's next check must not open the session anew at the old origin. */
    private void forgottenIfRebound() {
        if (session.hasEnded(Cause.REBOUND)) {
            media.gone(credentials);
        }
    }

    Session session() {
        return session;
    }

    /** All by which its checks are known; on the loop. */
    List<IceCredential> credentials() {
        return credentials;
    }

    /** Finds the origin. The check that opens the session is copied, and goes there first. */
    void begin(InetSocketAddress from, ByteBuf check) {
        opener = from;
        opening = check.copy();
        session.onEnd(this::dropOpening);
        IceBinding binding = credentials.get(0).binding();
        media.route(session, binding, RouteTarget.RTC).whenCompleteAsync((found, error) -> routed(found, error), loop);
    }

    private void routed(@Nullable Route found, @Nullable Throwable error) {
        if (session.hasEnded()) {
            return;
        }
        if (found == null) {
            media.unroutable(session, error);
            return;
        }
        route = found;
        session.enter(Phase.CONNECT);
        String host = found.endpoint().host();
        media.relays()
                .open(port, loop, null, host, found.endpoint().port(), session, this)
                .whenComplete((opened, failure) -> opened(opened, failure));
    }

    private void opened(@Nullable DatagramRelay opened, @Nullable Throwable failure) {
        if (opened == null) {
            session.end(Side.ORIGIN, Cause.UNREACHABLE, String.valueOf(failure));
            return;
        }
        ByteBuf check = opening;
        InetSocketAddress from = opener;
        if (opened.isClosed() || check == null || from == null) {
            return; // it ended meanwhile, and the relay with it
        }
        relay = opened;
        session.enter(Phase.RELAY);
        knock(from, check);
        dropOpening();
    }

    private void dropOpening() {
        if (opening != null) {
            opening.release();
            opening = null;
        }
    }

    /** A check from an address that is not the session's, or not yet; on the loop. The packet stays the caller's. */
    void knock(InetSocketAddress from, ByteBuf check) {
        String username = desk.readCheck(check);
        IceCredential credential = username == null ? null : credential(username);
        DatagramRelay open = relay;
        if (credential == null || open == null) {
            media.drop(open == null ? MediaDrop.OPENING : MediaDrop.UNKNOWN_UFRAG);
        } else if (credential.key() == null) {
            forwardUnproved(open, from, check);
        } else if (!desk.isSignedBy(credential.key())) {
            media.drop(MediaDrop.BAD_INTEGRITY);
        } else if (join(open, from)) {
            checked(open, from);
            open.heardClient();
            open.sendToOrigin(check.retainedDuplicate());
        }
    }

    private @Nullable IceCredential credential(String username) {
        for (IceCredential credential : credentials) {
            if (credential.username().equals(username)) {
                return credential;
            }
        }
        return null;
    }

    /** The address may be the client's or not: the origin's answer will tell. */
    private void forwardUnproved(DatagramRelay open, InetSocketAddress from, ByteBuf check) {
        long second = System.nanoTime() / 1_000_000_000L;
        unproved = second == unprovedSecond ? unproved + 1 : 1;
        unprovedSecond = second;
        if (unproved > MAX_UNPROVED) {
            media.drop(MediaDrop.BAD_INTEGRITY);
            return;
        }
        StunMessage message = desk.message();
        transactions.asked(message.transactionHigh(), message.transactionLow(), from);
        open.sendToOrigin(check.retainedDuplicate());
    }

    /** Adds a proved address, in place of the oldest that is not in use if there are too many. */
    private boolean join(DatagramRelay open, InetSocketAddress from) {
        List<InetSocketAddress> known = open.clients();
        if (known.size() >= MAX_ADDRESSES && !known.contains(from)) {
            open.removeClient(known.get(known.get(0).equals(open.client()) ? 1 : 0));
        }
        if (open.addClient(from)) {
            return true;
        }
        media.drop(MediaDrop.ADDRESS_TAKEN);
        DatagramRelay holder = port.find(from);
        if (holder != null) {
            holder.eventLoop().execute(() -> giveUp(holder, from)); // for the check that is repeated soon
        }
        return false;
    }

    private static void giveUp(DatagramRelay holder, InetSocketAddress address) {
        if (holder.silentNanos() > ADDRESS_REST_NANOS) {
            holder.removeClient(address);
        }
    }

    /** A proved check, read last at the desk, goes to the origin. */
    private void checked(DatagramRelay open, InetSocketAddress from) {
        StunMessage message = desk.message();
        transactions.asked(message.transactionHigh(), message.transactionLow(), from);
        if (message.useCandidate() && !from.equals(open.client())) {
            open.moveTo(from);
        }
    }

    @Override
    public @Nullable DatagramRelay fromClient(DatagramRelay open, InetSocketAddress from, ByteBuf payload) {
        switch (PacketKind.of(payload)) {
            case STUN -> {
                return stunFromClient(open, from, payload) ? open : null;
            }
            case OTHER -> {
                media.drop(MediaDrop.MALFORMED);
                return null;
            }
            default -> {
                if (open.clients().size() > 1 && !from.equals(open.client())) {
                    open.moveTo(from);
                }
                return open;
            }
        }
    }

    /** Answers and indications pass; of requests, those of this session. */
    private boolean stunFromClient(DatagramRelay open, InetSocketAddress from, ByteBuf payload) {
        if (!desk.read(payload)) {
            media.drop(MediaDrop.MALFORMED);
            return false;
        }
        StunMessage message = desk.message();
        String username = message.type() == StunType.BINDING_REQUEST ? message.username() : null;
        if (username == null) {
            return true;
        }
        IceCredential credential = credential(username);
        if (credential == null) {
            media.admission().admit(port, loop, from, payload); // an ICE restart, or another session at this address
            return false;
        }
        if (credential.key() == null || desk.isSignedBy(credential.key())) {
            checked(open, from);
        }
        return true; // the origin judges for itself
    }

    @Override
    public @Nullable InetSocketAddress fromOrigin(DatagramRelay open, ByteBuf payload) {
        if (route != null) {
            route.established();
            route = null;
        }
        if (PacketKind.of(payload) == PacketKind.STUN && desk.read(payload)) {
            return stunFromOrigin(open);
        }
        return open.client();
    }

    private @Nullable InetSocketAddress stunFromOrigin(DatagramRelay open) {
        StunMessage message = desk.message();
        int type = message.type();
        if (type != StunType.BINDING_SUCCESS && type != StunType.BINDING_ERROR) {
            return open.client();
        }
        InetSocketAddress asked = transactions.whoAsked(message.transactionHigh(), message.transactionLow());
        if (asked == null || open.clients().contains(asked)) {
            return asked == null ? open.client() : asked;
        }
        // The address is unproved, or was removed. A success proves it, where nothing else can.
        boolean proves = type == StunType.BINDING_SUCCESS && credentials.get(0).key() == null;
        return proves && join(open, asked) ? asked : null;
    }

    /** Checks carry a new USERNAME from now on (RFC 8445 §9); those that are on their way carry the one before. */
    void restarted(IceCredential credential) {
        if (session.hasEnded() || credential(credential.username()) != null) {
            return;
        }
        if (credentials.size() == 2) {
            media.sessions().forget(credentials.remove(0), this);
        }
        credentials.add(credential);
        media.sessions().alsoKnown(this, credential);
    }

    @Override
    public void originFailed(DatagramRelay open, Throwable cause) {
        media.gone(credentials);
        session.end(Side.ORIGIN, Cause.UNREACHABLE, String.valueOf(cause.getMessage()));
    }

    @Override
    public void idle(DatagramRelay open) {
        session.end(Side.CLIENT, Cause.TIMEOUT);
    }
}
