package org.mediaproxy.core.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A client that speaks HTTP/2 over TLS frame by frame, so that a test says what it takes and what it sends. */
public final class Http2Client implements AutoCloseable {

    private static final int SECONDS = 30;

    /** As browsers have it: a stream that nobody reads leaves room for the others. */
    private static final int CONNECTION_WINDOW = 16 * 1024 * 1024;

    private record Goodbye(long error, int lastStream) {}

    /** The most of a body that is kept; what is beyond is only counted. */
    private static final int KEPT = 1 << 20;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Goodbye> goodbyes = new CopyOnWriteArrayList<>();
    private final Channel connection;

    /** Connects, and shakes hands. */
    public Http2Client(InetSocketAddress address, TestCertificate trusted) throws Exception {
        SslContext tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(trusted.certificate())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2))
                .build();
        Http2FrameCodec codec = Http2FrameCodecBuilder.forClient()
                .initialSettings(Http2Settings.defaultSettings().pushEnabled(false))
                .validateHeaders(false)
                .encoderIgnoreMaxHeaderListSize(true)
                .build();
        CompletableFuture<String> chosen = new CompletableFuture<>();
        connection = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslHandler handler = tls.newHandler(channel.alloc(), "127.0.0.1", address.getPort());
                        handler.handshakeFuture().addListener(done -> {
                            if (done.isSuccess()) {
                                chosen.complete(String.valueOf(handler.applicationProtocol()));
                            } else {
                                chosen.completeExceptionally(done.cause());
                            }
                        });
                        channel.pipeline()
                                .addLast(
                                        handler,
                                        codec,
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                                        new Rest());
                    }
                })
                .connect(address)
                .sync()
                .channel();
        if (!chosen.get(SECONDS, TimeUnit.SECONDS).equals(ApplicationProtocolNames.HTTP_2)) {
            throw new IllegalStateException("the server chose no HTTP/2");
        }
        connection
                .eventLoop()
                .submit(() -> {
                    Http2Stream whole = codec.connection().connectionStream();
                    codec.connection().local().flowController().incrementWindowSize(whole, CONNECTION_WINDOW);
                    return connection.flush();
                })
                .sync();
    }

    /** What belongs to no stream. */
    private final class Rest extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http2GoAwayFrame goodbye) {
                goodbyes.add(new Goodbye(goodbye.errorCode(), goodbye.lastStreamId()));
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** The connection itself, to send frames on. */
    public Channel connection() {
        return connection;
    }

    /** The errors of the goodbyes that came, in order. */
    public List<Long> goodbyes() {
        return goodbyes.stream().map(Goodbye::error).toList();
    }

    /** The last streams that the server named in them. */
    public List<Integer> lastStreams() {
        return goodbyes.stream().map(Goodbye::lastStream).toList();
    }

    /** Asks for something; names and values of headers in turn. */
    public Stream get(String path, String... headers) throws Exception {
        return ask("GET", path, true, headers);
    }

    /** Sends a head. */
    public Stream ask(String method, String path, boolean whole, String... headers) throws Exception {
        Http2Headers head = new DefaultHttp2Headers(false)
                .method(method)
                .scheme("https")
                .authority("play.example:8443")
                .path(path);
        for (int i = 0; i < headers.length; i += 2) {
            head.add(headers[i], headers[i + 1]);
        }
        Stream stream = new Stream();
        stream.channel = new Http2StreamChannelBootstrap(connection)
                .handler(stream)
                .open()
                .sync()
                .getNow();
        stream.channel.writeAndFlush(new DefaultHttp2HeadersFrame(head, whole)).addListener(stream::asked);
        return stream;
    }

    /** One stream, from this side. */
    public static final class Stream extends ChannelInboundHandlerAdapter {

        private final CompletableFuture<Http2Headers> head = new CompletableFuture<>();
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final AtomicLong received = new AtomicLong();

        @SuppressWarnings("NullAway.Init") // set before anyone else sees it
        private Http2StreamChannel channel;

        private void asked(Future<?> sent) {
            if (!sent.isSuccess()) {
                head.completeExceptionally(sent.cause());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (message instanceof Http2HeadersFrame frame) {
                    head.complete(frame.headers());
                    ended(frame.isEndStream());
                } else if (message instanceof Http2DataFrame frame) {
                    received.addAndGet(frame.content().readableBytes());
                    int kept = Math.min(KEPT - body.size(), frame.content().readableBytes());
                    frame.content().readBytes(body, kept);
                    ended(frame.isEndStream());
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e); // an array does not fail
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void ended(boolean last) {
            if (last) {
                end.complete("end");
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                end.complete(Http2Error.valueOf(reset.errorCode()).name());
            }
            ReferenceCountUtil.release(event); // such as a goodbye
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.complete("closed");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end.complete("error");
        }

        /** Sends a frame of this stream. */
        public void send(Http2Frame frame) {
            channel.writeAndFlush(frame);
        }

        /** Takes the body, or takes no more of it. */
        public Stream reading(boolean wanted) {
            channel.config().setAutoRead(wanted);
            return this;
        }

        /** Wants no more of it. */
        public void reset() {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }

        /** The head of the reply. */
        public Http2Headers head() throws Exception {
            return head.get(SECONDS, TimeUnit.SECONDS);
        }

        /** The status of the reply. */
        public String status() throws Exception {
            return String.valueOf(head().status());
        }

        /** Bytes of the body so far. */
        public long received() {
            return received.get();
        }

        /** How it ended: {@code end}, the error of a reset, or {@code closed} with the connection. */
        public String end() throws Exception {
            return end.get(SECONDS, TimeUnit.SECONDS);
        }

        /** How it has ended, if it has. */
        public Optional<String> endSoFar() {
            return Optional.ofNullable(end.getNow(null));
        }

        /** The whole body, once it has ended. */
        public String body() throws Exception {
            end();
            return body.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        connection.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
