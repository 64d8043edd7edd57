/** Tests of the framing of packets on TCP. */
@NullMarked
package org.mediaproxy.rtc.framing;

import org.jspecify.annotations.NullMarked;
