/** Tests of the parts of SRT that need no network. */
@NullMarked
package org.mediaproxy.srt;

import org.jspecify.annotations.NullMarked;
