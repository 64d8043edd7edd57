package org.mediaproxy.http.pages;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.spi.BoundEndpoint;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;

/** Static files and nothing else on the stream port. */
final class FilesProtocol implements ProxyProtocol {

    @Override
    public String name() {
        return "files";
    }

    @Override
    public List<Setting<?>> settings() {
        return PagesSettings.ALL;
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        SettingsReader reader = new SettingsReader(context.settings());
        PagesSettings settings = PagesSettings.read(reader);
        reader.check();
        StaticFiles files = new StaticFiles(settings, context.settings(), context.counters());
        context.http(HttpPort.STREAM).fallback(files::serve);
        return new ProtocolServer() {

            @Override
            public CompletionStage<@Nullable Void> start() {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<@Nullable Void> drain() {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<@Nullable Void> close() {
                files.close();
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public List<BoundEndpoint> endpoints() {
                return List.of();
            }
        };
    }
}
