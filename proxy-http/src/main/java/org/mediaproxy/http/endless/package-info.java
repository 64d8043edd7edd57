/**
 * HTTP-FLV, HTTP-TS and any body that ends when the stream does: both codecs leave after the heads, and from there on
 * bytes are relayed; for HTTP/2 both stay.
 */
@NullMarked
package org.mediaproxy.http.endless;

import org.jspecify.annotations.NullMarked;
