/**
 * RTSP's messages (RFC 2326, and RFC 7826 where its words differ), read so that every byte can be said again as it came.
 * Knows nothing of sessions, routes or settings.
 */
@NullMarked
package org.mediaproxy.rtsp.message;

import org.jspecify.annotations.NullMarked;
