/**
 * HLS playlists (RFC 8216 and its second edition, with Low-Latency HLS): finds every URI by line and attribute, and changes
 * nothing else. Pure: knows neither streams nor origins nor the network.
 */
@NullMarked
package org.mediaproxy.http.hls;

import org.jspecify.annotations.NullMarked;
