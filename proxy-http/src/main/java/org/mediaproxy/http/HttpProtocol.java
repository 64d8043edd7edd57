package org.mediaproxy.http;

import java.util.List;
import java.util.stream.Stream;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.http.forward.HttpStreamSettings;
import org.mediaproxy.http.pages.PagesSettings;

/** HTTP-FLV, HTTP-TS and any endless body (RFC 9110, RFC 9112), files and player pages, on core's stream port. */
public final class HttpProtocol implements ProxyProtocol {

    static final String NAME = "http";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return Stream.of(HttpStreamSettings.ALL, PagesSettings.ALL)
                .<Setting<?>>flatMap(List::stream)
                .toList();
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        SettingsReader reader = new SettingsReader(context.settings());
        HttpStreamSettings settings = HttpStreamSettings.read(reader);
        PagesSettings pages = PagesSettings.read(reader);
        reader.check();
        return new StreamServer(context, settings, pages);
    }
}
