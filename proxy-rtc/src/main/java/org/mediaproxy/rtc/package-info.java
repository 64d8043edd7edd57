/** WebRTC for the proxy. The codecs are in the packages below; they know neither routing nor configuration. */
@NullMarked
package org.mediaproxy.rtc;

import org.jspecify.annotations.NullMarked;
