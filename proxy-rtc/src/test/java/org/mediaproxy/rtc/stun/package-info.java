/** Tests of the STUN codec. */
@NullMarked
package org.mediaproxy.rtc.stun;

import org.jspecify.annotations.NullMarked;
