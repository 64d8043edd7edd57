package org.mediaproxy.rtsp;

import java.time.Duration;
import org.mediaproxy.core.relay.DatagramRelays;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.rtsp.message.NumberRange;
import org.mediaproxy.rtsp.udp.UdpPorts;

/**
 * What all sessions share to carry media beside their connections. Lives as long as the server; any thread.
 *
 * @param ports the pairs that there are
 * @param relays what relays between them
 * @param idle after how long without a sign of life a client has gone
 */
record RtspUdp(UdpPorts ports, DatagramRelays relays, Duration idle) {

    static RtspUdp open(ProxyContext context, NumberRange range, Duration idle) {
        return new RtspUdp(
                UdpPorts.shuffled(range, context.counters()),
                new DatagramRelays(context.transport(), context.counters(), RtspProtocol.NAME, idle),
                idle);
    }
}
