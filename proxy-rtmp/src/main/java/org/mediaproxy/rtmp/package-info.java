/**
 * RTMP through the proxy: the handshake and the commands up to publish or play are answered and recorded, replayed to
 * the origin, and from then on bytes are relayed verbatim. {@code RtmpPipeline} holds the order of the phases.
 */
@NullMarked
package org.mediaproxy.rtmp;

import org.jspecify.annotations.NullMarked;
