/**
 * SRT through the proxy: the handshake is answered without state, its stream id decides the origin, and datagrams pass
 * unread from then on. Encryption, retransmission and latency stay between caller and origin.
 */
@NullMarked
package org.mediaproxy.srt;

import org.jspecify.annotations.NullMarked;
