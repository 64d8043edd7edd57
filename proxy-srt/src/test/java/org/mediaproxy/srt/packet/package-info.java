/** Tests of the packets, on what real programs sent. */
@NullMarked
package org.mediaproxy.srt.packet;

import org.jspecify.annotations.NullMarked;
