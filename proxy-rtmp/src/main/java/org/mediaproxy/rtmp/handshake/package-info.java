/**
 * The RTMP handshake, simple and with digests, from both ends (RTMP 1.0 §5.2). Pure functions over whole blocks; who reads
 * and counts the bytes is decided elsewhere.
 */
@NullMarked
package org.mediaproxy.rtmp.handshake;

import org.jspecify.annotations.NullMarked;
