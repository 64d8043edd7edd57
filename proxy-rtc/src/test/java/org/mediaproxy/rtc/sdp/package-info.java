/** Tests of the SDP codec. */
@NullMarked
package org.mediaproxy.rtc.sdp;

import org.jspecify.annotations.NullMarked;
