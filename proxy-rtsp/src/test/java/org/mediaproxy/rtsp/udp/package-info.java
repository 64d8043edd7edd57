/** Tests of the package of the same name. */
@NullMarked
package org.mediaproxy.rtsp.udp;

import org.jspecify.annotations.NullMarked;
