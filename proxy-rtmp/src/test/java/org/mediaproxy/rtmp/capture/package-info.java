/** Recorded bytes that tests of several packages read. They were made with programs, never by hand. */
@NullMarked
package org.mediaproxy.rtmp.capture;

import org.jspecify.annotations.NullMarked;
