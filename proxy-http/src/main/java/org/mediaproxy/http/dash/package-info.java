/**
 * MPEG-DASH MPDs (ISO/IEC 23009-1): finds the URLs that a player fetches, and changes nothing else. Pure: knows neither
 * streams nor origins nor the network.
 */
@NullMarked
package org.mediaproxy.http.dash;

import org.jspecify.annotations.NullMarked;
