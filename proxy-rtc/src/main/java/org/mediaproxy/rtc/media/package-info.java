/**
 * Media of WebRTC: whose packets they are, proved by STUN, and their way to the origin and back, over UDP and TCP. Nothing of
 * them is decrypted, and beyond the first byte only STUN is read.
 */
@NullMarked
package org.mediaproxy.rtc.media;

import org.jspecify.annotations.NullMarked;
