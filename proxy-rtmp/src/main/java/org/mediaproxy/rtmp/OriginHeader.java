package org.mediaproxy.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What an origin is told about the client before C0: nothing, SRS's own header, or HAProxy's. */
enum OriginHeader {
    OFF,
    SRS,
    HAPROXY_V1,
    HAPROXY_V2;

    /** SRS's mark, then the length of what follows, then the IPv4 address. */
    private static final int SRS_MARK = 0xF3;

    /** Writes the header, without a flush; on the channel's event loop. */
    void write(Channel origin, InetSocketAddress client) {
        switch (this) {
            case OFF -> {}
            case SRS -> writeSrs(origin, client.getAddress());
            case HAPROXY_V1 -> writeHaProxy(origin, client, HAProxyProtocolVersion.V1);
            case HAPROXY_V2 -> writeHaProxy(origin, client, HAProxyProtocolVersion.V2);
        }
    }

    private static void writeSrs(Channel origin, InetAddress client) {
        if (client instanceof Inet4Address v4) { // the header has no room for IPv6
            ByteBuf header = origin.alloc().buffer(7);
            header.writeByte(SRS_MARK).writeShort(4).writeBytes(v4.getAddress());
            origin.write(header);
        }
    }

    private static void writeHaProxy(Channel origin, InetSocketAddress client, HAProxyProtocolVersion version) {
        if (!(origin.localAddress() instanceof InetSocketAddress local)) {
            return;
        }
        boolean v4 = client.getAddress() instanceof Inet4Address && local.getAddress() instanceof Inet4Address;
        boolean v6 = !(client.getAddress() instanceof Inet4Address) && !(local.getAddress() instanceof Inet4Address);
        HAProxyMessage header = v4 || v6
                ? new HAProxyMessage(
                        version,
                        HAProxyCommand.PROXY,
                        v4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
                        client.getAddress().getHostAddress(),
                        local.getAddress().getHostAddress(),
                        client.getPort(),
                        local.getPort())
                : new HAProxyMessage(version, HAProxyCommand.PROXY, HAProxyProxiedProtocol.UNKNOWN, null, null, 0, 0);
        origin.pipeline().addLast(HAProxyMessageEncoder.INSTANCE);
        origin.write(header);
        origin.pipeline().remove(HAProxyMessageEncoder.INSTANCE);
    }
}
