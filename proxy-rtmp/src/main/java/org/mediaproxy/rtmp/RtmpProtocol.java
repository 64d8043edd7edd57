package org.mediaproxy.rtmp;

import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.accept.TcpServer;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.tls.TlsPort;

/** RTMP (Adobe RTMP 1.0; Enhanced RTMP passes through), also with TLS in front. */
public final class RtmpProtocol implements ProxyProtocol {

    static final String NAME = "rtmp";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return RtmpSettings.ALL;
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        RtmpSettings settings =
                RtmpSettings.read(context.settings(), context.tls(TlsPort.RTMPS).isPresent());
        Optional<TcpServer.Secure> secure =
                settings.listenTls().map(address -> new TcpServer.Secure(TlsPort.RTMPS, address));
        return new TcpServer(context, NAME, settings.listen(), secure, (channel, client, encrypted) -> {
            RtmpPipeline pipeline = new RtmpPipeline(context, settings, channel, client);
            pipeline.begin();
            return pipeline::stop;
        });
    }
}
