package org.mediaproxy.http;

import java.util.List;
import java.util.stream.Stream;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.http.BearerAuth;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.http.adaptive.AdaptiveStreams;
import org.mediaproxy.http.api.OriginApiRoutes;
import org.mediaproxy.http.api.OriginApiSettings;
import org.mediaproxy.http.forward.HttpStreamSettings;
import org.mediaproxy.http.pages.PagesSettings;

/**
 * HTTP-FLV, HTTP-TS and any endless body (RFC 9110, RFC 9112), HLS and MPEG-DASH, files and player pages, on core's
 * stream port; the origins' HTTP API as one on its API port.
 */
public final class HttpProtocol implements ProxyProtocol {

    static final String NAME = "http";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Metric> metrics() {
        return Stream.of(AdaptiveStreams.METRICS, OriginApiRoutes.METRICS)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<Setting<?>> settings() {
        return Stream.of(HttpStreamSettings.ALL, PagesSettings.ALL, OriginApiSettings.ALL)
                .<Setting<?>>flatMap(List::stream)
                .toList();
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        SettingsReader reader = new SettingsReader(context.settings());
        HttpStreamSettings settings = HttpStreamSettings.read(reader);
        PagesSettings pages = PagesSettings.read(reader);
        OriginApiSettings api = OriginApiSettings.read(reader);
        BearerAuth auth = BearerAuth.read(reader);
        reader.check();
        return new StreamServer(context, settings, pages, OriginApiRoutes.install(context, api, auth));
    }
}
