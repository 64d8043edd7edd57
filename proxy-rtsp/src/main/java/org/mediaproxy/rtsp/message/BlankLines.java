package org.mediaproxy.rtsp.message;

import io.netty.buffer.ByteBuf;

/**
 * Line ends between messages: they mean nothing, some programs send them, and they are passed on like all else.
 *
 * @param raw the line ends
 */
public record BlankLines(ByteBuf raw) implements RtspItem {}
