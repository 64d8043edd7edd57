/**
 * AMF0 values and the RTMP commands made of them. The reader allocates only for bytes that are there, and stops at a
 * fixed depth.
 */
@NullMarked
package org.mediaproxy.rtmp.amf;

import org.jspecify.annotations.NullMarked;
