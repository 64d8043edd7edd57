/** Tests of the reader, on what real programs sent. */
@NullMarked
package org.mediaproxy.rtsp.message;

import org.jspecify.annotations.NullMarked;
