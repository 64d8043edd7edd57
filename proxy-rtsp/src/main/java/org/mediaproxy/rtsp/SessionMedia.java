package org.mediaproxy.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.rtsp.message.NumberRange;
import org.mediaproxy.rtsp.message.RtspFormatException;
import org.mediaproxy.rtsp.message.RtspHead;
import org.mediaproxy.rtsp.message.RtspMessage;
import org.mediaproxy.rtsp.message.TransportAlternative;
import org.mediaproxy.rtsp.udp.ClientLife;
import org.mediaproxy.rtsp.udp.UdpMedia;

/**
 * The media of one session that go beside its connection, from the SETUPs that ask for them to the TEARDOWN or the
 * session's end; and the watch over a client that may vanish without ending its connection. On the session's event loop.
 */
final class SessionMedia implements ClientLife {

    /** How many media a session may have at a time, those that the origin has not agreed to yet among them. */
    private static final int MAX_MEDIA = 16;

    /** How many times a session may set media up in all. */
    private static final int MAX_SETUPS = 256;

    private static final Pattern SESSION_TIMEOUT = Pattern.compile("(?i);\\s*timeout\\s*=\\s*\"?([0-9]{1,6})");

    private final @Nullable RtspUdp udp;
    private final Channel client;
    private final Session session;
    private final boolean secure;
    /** By the CSeq of their SETUPs. */
    private final Map<String, Asked> asked = new LinkedHashMap<>();
    /** By the URI of their SETUPs. */
    private final Map<String, UdpMedia> playing = new LinkedHashMap<>();

    private int setups;
    private long heardNanos = System.nanoTime();
    private long originTimeoutNanos;

    private record Asked(UdpMedia media, String clientPorts) {}

    /**
     * A SETUP as it goes on, or why it does not.
     *
     * @param forOrigin owned by whoever gets it; null if the SETUP is refused
     * @param refusal what the client is told then
     */
    record Setup(@Nullable ByteBuf forOrigin, RtspStatus refusal) {}

    /**
     * Of one session.
     *
     * @param udp null if nothing goes beside connections
     * @param secure whether the connection is encrypted, so that media must be too
     */
    SessionMedia(@Nullable RtspUdp udp, Channel client, Session session, boolean secure) {
        this.udp = udp;
        this.client = client;
        this.session = session;
        this.secure = secure;
    }

    /**
     * Takes a client's SETUP and binds ports for it where it wants media beside the connection.
     *
     * @throws RtspFormatException where it is malformed, or one too many
     */
    Setup setup(RtspMessage message) {
        SetupOffer offer = SetupOffer.of(message.head(), this::fits);
        Optional<NumberRange> ports = offer.clientPorts();
        UdpMedia media = null;
        if (ports.isPresent()) {
            media = bind(message.head(), ports.get(), offer.clientPortsText());
            if (media == null) {
                offer = offer.withoutUdp();
            }
        }
        if (offer.isImpossible()) {
            return new Setup(
                    null, ports.isPresent() ? RtspStatus.NOT_ENOUGH_BANDWIDTH : RtspStatus.UNSUPPORTED_TRANSPORT);
        }
        return new Setup(
                offer.forOrigin(message, client.alloc(), media == null ? null : media.portsForOrigin()), RtspStatus.OK);
    }

    /** A session's media go one way: once some go beside the connection, what is inside of it is messages alone. */
    private boolean fits(TransportAlternative alternative) {
        if (alternative.isTcp()) {
            return !isBeside();
        }
        return udp != null && (!secure || alternative.isEncrypted()) && SetupOffer.isUnicastUdp(alternative);
    }

    private @Nullable UdpMedia bind(RtspHead head, NumberRange ports, String portsText) {
        if (udp == null || asked.size() + playing.size() >= MAX_MEDIA) {
            return null;
        }
        if (++setups > MAX_SETUPS) {
            throw new RtspFormatException("more than " + MAX_SETUPS + " SETUPs");
        }
        InetAddress local = ((InetSocketAddress) client.localAddress()).getAddress();
        UdpMedia media = UdpMedia.bind(udp.ports(), udp.relays(), client.eventLoop(), local, ports, session, this);
        if (media != null) {
            Asked before = asked.put(OpenRequests.number(head), new Asked(media, portsText));
            if (before != null) {
                before.media().close(); // a number used twice
            }
        }
        return media;
    }

    /** The origin has refused a SETUP, or does without ports for it. */
    void unused(RtspHead setup) {
        Asked gone = asked.remove(OpenRequests.number(setup));
        if (gone != null) {
            gone.media().close();
        }
    }

    /**
     * The origin has agreed to media beside the connection: relays them.
     *
     * @param setup what it has agreed to
     * @param origin where it is
     * @return the answer as the client gets it, owned by the caller
     * @throws RtspFormatException where it was not asked for that
     */
    ByteBuf agreed(RtspHead setup, RtspMessage answer, SetupAnswer transport, InetAddress origin) {
        Asked wanted = asked.remove(OpenRequests.number(setup));
        if (wanted == null) {
            throw new RtspFormatException("agrees to a transport that it was not asked for");
        }
        UdpMedia media = wanted.media();
        UdpMedia before = playing.put(setup.uri(), media);
        if (before != null) {
            before.close();
        }
        noteTimeout(answer.head().value("Session"));
        heardNanos = System.nanoTime();
        media.start(origin, transport.serverPorts());
        return transport.forClient(answer, client.alloc(), wanted.clientPorts(), media.portsForClient());
    }

    /** How long the origin waits for a sign of life (RFC 2326 §12.37). */
    private void noteTimeout(String value) {
        Matcher matcher = SESSION_TIMEOUT.matcher(value);
        if (matcher.find()) {
            originTimeoutNanos =
                    Duration.ofSeconds(Long.parseLong(matcher.group(1))).toNanos();
        }
    }

    /** The origin has torn media down: the one of that URI, or all where it names none of several. */
    void tornDown(String uri) {
        UdpMedia one = playing.size() > 1 ? playing.remove(uri) : null;
        if (one != null) {
            one.close();
        } else {
            playing.values().forEach(UdpMedia::close);
            playing.clear();
        }
    }

    /** Whether media go beside the connection, or may once the origin has answered. */
    private boolean isBeside() {
        return !asked.isEmpty() || !playing.isEmpty();
    }

    /** Whether media go beside the connection now. */
    boolean isPlaying() {
        return !playing.isEmpty();
    }

    /** The client has sent something on its connection. */
    void heardOnConnection() {
        if (!playing.isEmpty()) {
            heard();
            playing.values().forEach(UdpMedia::heardClient);
        }
    }

    @Override
    public void heard() {
        heardNanos = System.nanoTime();
    }

    /** A client that reports or keeps its session alive has been heard; one that has done neither has vanished. */
    @Override
    public void silent() {
        if (udp == null) {
            return;
        }
        long limit = Math.max(udp.idle().toNanos(), originTimeoutNanos);
        long tolerance = udp.idle().toNanos() / 16; // flows are timed by their batches
        if (System.nanoTime() - heardNanos >= limit - tolerance) {
            session.end(Side.CLIENT, Cause.TIMEOUT, "no sign of life");
        }
    }

    /** Gives all ports back; a second call does nothing. */
    void close() {
        List<UdpMedia> all = new ArrayList<>(playing.values());
        asked.values().forEach(wanted -> all.add(wanted.media()));
        playing.clear();
        asked.clear();
        all.forEach(UdpMedia::close);
    }
}
