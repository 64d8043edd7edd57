/** Tests of the whole module over loopback. */
@NullMarked
package org.mediaproxy.rtc;

import org.jspecify.annotations.NullMarked;
