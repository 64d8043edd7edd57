/** HLS and DASH through a whole proxy on loopback, from an origin that the test scripts. */
@NullMarked
package org.mediaproxy.http.adaptive;

import org.jspecify.annotations.NullMarked;
