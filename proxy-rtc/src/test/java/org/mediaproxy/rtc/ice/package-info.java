/** Tests of what the proxies share of an ICE session. No network. */
@NullMarked
package org.mediaproxy.rtc.ice;

import org.jspecify.annotations.NullMarked;
