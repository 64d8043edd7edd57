package org.mediaproxy.core.transport;

import io.netty.channel.socket.DatagramPacket;

/**
 * A datagram that another process was asked about and does not know: it is for this one to decide.
 *
 * @param packet as it was read; whoever gets this releases it
 */
public record ReturnedDatagram(DatagramPacket packet) {}
