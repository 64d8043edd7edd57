/**
 * The RTMP chunk stream: messages out of any fragmentation of bytes, and messages into chunks. The reader never copies
 * what nobody asked for, and it knows the place of every byte, so that recorded bytes can be edited without a new encoding.
 */
@NullMarked
package org.mediaproxy.rtmp.chunk;

import org.jspecify.annotations.NullMarked;
