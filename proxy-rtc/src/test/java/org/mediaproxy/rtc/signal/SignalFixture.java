package org.mediaproxy.rtc.signal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.testing.FakeLoadBalancer;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.ice.IceBindings;
import org.mediaproxy.rtc.ice.MediaSessions;

/** Proxies that share their state, origins, and what the media half would be told. */
final class SignalFixture implements AutoCloseable {

    static final int MEDIA_PORT = 18_000;

    final FakeLoadBalancer state = new FakeLoadBalancer();
    final IceBindings bindings = new IceBindings(state.affinity());

    /** What the media half of any proxy was told. */
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private final List<TestProxy> proxies = new ArrayList<>();
    private final List<ScriptedOrigin> origins = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    static String corpus(String name) {
        try (InputStream in = Objects.requireNonNull(SignalFixture.class.getResourceAsStream("/corpus/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestProxy proxy(String... settings) {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        TestProxy proxy = new TestProxy(new Protocol(), map, state);
        proxies.add(proxy);
        return proxy;
    }

    /** A registered origin for media over UDP. */
    ScriptedOrigin origin(String name, Function<ScriptedOrigin.Asked, ScriptedOrigin.Reply> script) throws IOException {
        return origin(name, script, "udp://8000");
    }

    ScriptedOrigin origin(String name, Function<ScriptedOrigin.Asked, ScriptedOrigin.Reply> script, String... rtc)
            throws IOException {
        ScriptedOrigin origin = new ScriptedOrigin(name, script);
        origins.add(origin);
        register(origin.origin(rtc));
        return origin;
    }

    void register(Origin origin) {
        state.origins().register(origin);
    }

    HttpResponse<String> send(TestProxy proxy, String method, String target, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(proxy.url(HttpPort.API, target)))
                .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    HttpResponse<String> offer(TestProxy proxy, String target) throws Exception {
        return send(proxy, "POST", target, corpus("chromium-publish-offer.sdp"), "Content-Type", "application/sdp");
    }

    Optional<IceBinding> binding(String username) {
        return bindings.find(username).toCompletableFuture().join();
    }

    @Override
    public void close() {
        proxies.forEach(TestProxy::close);
        origins.forEach(ScriptedOrigin::close);
    }

    private final class Protocol implements ProxyProtocol {

        @Override
        public String name() {
            return RtcSignalling.PROTOCOL;
        }

        @Override
        public List<Setting<?>> settings() {
            return SignalSettings.ALL;
        }

        @Override
        public ProtocolServer newServer(ProxyContext context) {
            SettingsReader reader = new SettingsReader(context.settings());
            SignalSettings settings = SignalSettings.read(reader);
            reader.check();
            new RtcSignalling(
                            context,
                            settings,
                            new IceBindings(context.loadBalancer().affinity()),
                            new Media())
                    .addRoutes();
            return new Server();
        }
    }

    private final class Media implements MediaSessions {

        @Override
        public void ended(String username) {
            told.add("ended " + username);
        }

        @Override
        public void restarted(String oldUsername, IceBinding binding) {
            told.add("restarted " + oldUsername + " as " + binding.username());
        }

        @Override
        public int port() {
            return MEDIA_PORT;
        }
    }

    private static final class Server implements ProtocolServer {

        private static CompletionStage<@Nullable Void> done() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<@Nullable Void> start() {
            return done();
        }

        @Override
        public CompletionStage<@Nullable Void> drain() {
            return done();
        }

        @Override
        public CompletionStage<@Nullable Void> close() {
            return done();
        }

        @Override
        public List<BoundEndpoint> endpoints() {
            return List.of();
        }
    }
}
