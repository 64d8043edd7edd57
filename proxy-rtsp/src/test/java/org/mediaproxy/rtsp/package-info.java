/** Tests of RTSP sessions over loopback, with an origin that says what a test tells it to. */
@NullMarked
package org.mediaproxy.rtsp;

import org.jspecify.annotations.NullMarked;
