package org.mediaproxy.rtsp.message;

import io.netty.buffer.ByteBuf;

/**
 * Media or RTCP between messages (RFC 2326 §10.12).
 *
 * @param channel 0 to 255
 * @param raw the dollar sign, the channel, the length and the packet
 */
public record InterleavedFrame(int channel, ByteBuf raw) implements RtspItem {}
