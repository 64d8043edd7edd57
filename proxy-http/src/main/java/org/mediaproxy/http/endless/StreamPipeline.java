package org.mediaproxy.http.endless;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.connect.OriginCaller;
import org.mediaproxy.core.connect.OriginConnector;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpServerNames;
import org.mediaproxy.core.relay.Relay;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.http.forward.HttpStreamSettings;
import org.mediaproxy.http.forward.OriginRequest;
import org.mediaproxy.http.forward.Refusals;
import org.mediaproxy.http.forward.StreamTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP stream: the order of its phases, and the one place where it moves from one to the next. Everything runs on
 * the client channel's event loop, which the origin channel shares.
 *
 * <pre>
 * client: codec + ClientWatch ─────────────────→ relay (throws away), behind the codec for HTTP/2
 * origin:               FirstByte + codec + OriginHead → relay, or codec + DecodedBody + relay
 * </pre>
 */
public final class StreamPipeline implements OriginCaller {

    private static final Logger LOG = LoggerFactory.getLogger(StreamPipeline.class);

    /** The protocol of these sessions. */
    public static final String PROTOCOL = "http";

    private static final int CLOSE_SECONDS = 5;

    private final ProxyContext context;
    private final HttpStreamSettings settings;
    private final Channel client;
    private final HttpRequest request;
    private final String scheme;
    private final Session session;
    private final OriginConnector connector;
    private @Nullable OriginHead head;

    /**
     * For one request, of which only the head has been read; see {@link org.mediaproxy.core.http.HttpTakeover}.
     *
     * @param scheme how the client reached the proxy
     */
    public StreamPipeline(
            ProxyContext context,
            HttpStreamSettings settings,
            Channel client,
            HttpRequest request,
            InetSocketAddress address,
            String scheme) {
        this.context = context;
        this.settings = settings;
        this.client = client;
        this.request = request;
        this.scheme = scheme;
        this.session = context.sessions().open(PROTOCOL, address, client.eventLoop());
        this.connector = new OriginConnector(context, client, session, RouteTarget.HTTP, this);
        session.onEnd(this::ended);
    }

    /** Accepted: the request's head is here, so who wants which stream is known at once. */
    public void begin() {
        session.enter(Phase.IDENTIFY);
        client.pipeline().addLast(new ClientWatch(this));
        client.config().setAutoRead(true);
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            fail(Side.CLIENT, Cause.UNSUPPORTED, method.name(), Refusals.wrongMethod(method));
            return;
        }
        Optional<StreamUrl> stream = StreamTarget.resolve(context.streams(), request);
        if (stream.isEmpty()) {
            fail(Side.CLIENT, Cause.UNSUPPORTED, "the URL names no stream");
            return;
        }
        session.identified(stream.get(), StreamRole.PLAY);
        connector.begin();
    }

    @Override
    public ChannelHandler handler(Route route) {
        OriginHead made = new OriginHead(this, route);
        head = made;
        return made.initializer();
    }

    @Override
    public void connected(Route by, Channel channel) {
        connector.within(settings.answerTimeout(), () -> late(by));
        channel.writeAndFlush(OriginRequest.of(
                request,
                session.client(),
                scheme,
                context.transport().settings().trusted()));
        channel.config().setAutoRead(true);
    }

    /**
     * An origin that takes the request and then says nothing may wait for the stream's publisher, so its silence says
     * nothing of its health, and nothing moves; whether the origin is well is for the publisher to find out.
     */
    private void late(Route by) {
        boolean spoken = head != null && head.hasSpoken();
        originRefused(by, Cause.TIMEOUT, spoken ? "the origin's answer is not complete in time" : "no answer in time");
    }

    /** The origin's head is here, whatever it says: the client gets it, and then the body. */
    void answered(OriginHead from, Channel channel, Route by, HttpResponse answer) {
        if (!connector.isCurrent(by)) {
            return;
        }
        connector.stopTimeout();
        ClientReply.Body body = ClientReply.body(request, answer);
        client.write(ClientReply.head(request, answer, body));
        if (body == ClientReply.Body.NONE) {
            client.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            session.end(Side.ORIGIN, Cause.CLOSED, answer.status().toString());
            return;
        }
        boolean framed = ClientReply.isFramed(request);
        if (!framed) {
            client.pipeline().remove(HttpServerNames.CODEC);
        }
        if (answer.status().codeClass() == HttpStatusClass.SUCCESS) {
            by.established(); // no other answer is a reason to keep a stream where it is
        }
        client.pipeline().remove(ClientWatch.class);
        connector.release(); // the relay closes the channel
        Relay.startOneWay(client, channel, session, context.counters());
        if (body == ClientReply.Body.DECODED) {
            from.leaveToDecoder(channel, new DecodedBody(session, framed ? this::endBody : () -> {}));
        } else {
            from.leave(channel);
        }
        client.flush();
    }

    /** A stream of HTTP/2 that only closed would be taken for one that was cut. */
    private void endBody() {
        client.write(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /** The origin closed before it answered: the next one may be tried if this one said nothing. */
    void originClosed(OriginHead from, Route by, String why) {
        if (from.hasSpoken()) {
            originRefused(by, Cause.RESET, "the origin's answer is not complete");
        } else {
            connector.failed(by, why);
        }
    }

    /** The origin answered something that cannot be passed on. */
    void originRefused(Route by, Cause cause, String detail) {
        if (connector.isCurrent(by)) {
            fail(Side.ORIGIN, cause, detail);
        }
    }

    @Override
    public void unroutable(Side side, Cause cause, String detail) {
        fail(side, cause, detail);
    }

    void clientLeft() {
        session.end(Side.CLIENT, Cause.CLOSED);
    }

    void clientBroken(Throwable cause) {
        if (cause instanceof IOException) {
            session.end(Side.CLIENT, Cause.RESET);
        } else {
            LOG.error("{} a bug ended this session", session, cause);
            session.end(Side.PROXY, Cause.BUG);
        }
    }

    private void fail(Side side, Cause cause, String detail) {
        fail(side, cause, detail, Refusals.of(cause));
    }

    private void fail(Side side, Cause cause, String detail, HttpReply reply) {
        if (client.isActive()) {
            client.write(reply.toResponse(request, false));
        }
        session.end(side, cause, detail);
    }

    /** The proxy stops: ends what is left. */
    public void stop() {
        session.end(Side.PROXY, Cause.DRAINED);
        client.close();
    }

    /** Once the relay runs it closes both sides itself, after what is still on its way. */
    private void ended() {
        if (session.phase() == Phase.RELAY) {
            return;
        }
        if (client.isActive()) {
            client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            client.eventLoop().schedule(() -> client.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
