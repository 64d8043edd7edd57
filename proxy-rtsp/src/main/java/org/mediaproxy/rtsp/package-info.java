/**
 * RTSP through the proxy: requests are read until one names a stream, replayed to the stream's origin, and bytes are
 * relayed once media is interleaved with them. {@code RtspPipeline} holds the order of the phases.
 */
@NullMarked
package org.mediaproxy.rtsp;

import org.jspecify.annotations.NullMarked;
