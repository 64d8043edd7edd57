/**
 * STUN as ICE uses it (RFC 8489, RFC 8445): messages read in place and proved with an ice-pwd, and written. Everything here
 * belongs to one thread, and reading and proving allocate nothing.
 */
@NullMarked
package org.mediaproxy.rtc.stun;

import org.jspecify.annotations.NullMarked;
