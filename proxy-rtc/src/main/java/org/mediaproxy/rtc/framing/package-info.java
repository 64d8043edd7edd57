/**
 * Packets on a byte stream, each behind its length (RFC 4571): how STUN, DTLS and SRTP travel over TCP (RFC 6544). The decoder
 * can leave the pipeline between two packets, where the rest becomes a plain relay of bytes.
 */
@NullMarked
package org.mediaproxy.rtc.framing;

import org.jspecify.annotations.NullMarked;
