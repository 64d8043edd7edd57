/**
 * What the proxies share of an ICE session, so that its media may arrive at any of them, and what signalling and media tell each
 * other. It knows the shared state of core and nothing of HTTP or sockets.
 */
@NullMarked
package org.mediaproxy.rtc.ice;

import org.jspecify.annotations.NullMarked;
