/** Tests of the signalling. */
@NullMarked
package org.mediaproxy.rtc.signal;

import org.jspecify.annotations.NullMarked;
