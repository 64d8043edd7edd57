package org.mediaproxy.rtsp;

import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.accept.TcpServer;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.metrics.Metric;
import org.mediaproxy.core.spi.ProtocolServer;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.ProxyProtocol;
import org.mediaproxy.core.tls.TlsPort;
import org.mediaproxy.rtsp.udp.UdpPorts;

/** RTSP (RFC 2326), with media interleaved in its connection or beside it over UDP. */
public final class RtspProtocol implements ProxyProtocol {

    static final String NAME = "rtsp";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Metric> metrics() {
        return UdpPorts.METRICS;
    }

    @Override
    public List<Setting<?>> settings() {
        return RtspSettings.ALL;
    }

    @Override
    public ProtocolServer newServer(ProxyContext context) {
        RtspSettings settings =
                RtspSettings.read(context.settings(), context.tls(TlsPort.RTSPS).isPresent());
        RtspUdp udp = settings.udpPorts()
                .map(range -> RtspUdp.open(context, range, settings.idleTimeout()))
                .orElse(null);
        Optional<TcpServer.Secure> secure =
                settings.listenTls().map(address -> new TcpServer.Secure(TlsPort.RTSPS, address));
        return new TcpServer(context, NAME, settings.listen(), secure, (channel, client, encrypted) -> {
            RtspPipeline pipeline = new RtspPipeline(context, settings, udp, encrypted, channel, client);
            pipeline.begin();
            return pipeline::stop;
        });
    }
}
