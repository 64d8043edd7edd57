/**
 * SDP as far as a proxy on the path must know it (RFC 8866, 8839, 8840): candidates, the addresses that go with them, and ICE
 * credentials are read and replaced line by line. Every byte that says nothing of these stays as it is.
 */
@NullMarked
package org.mediaproxy.rtc.sdp;

import org.jspecify.annotations.NullMarked;
