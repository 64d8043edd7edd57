/**
 * HTTP streams: FLV, TS and any endless body on the stream port. The heads of request and reply are parsed and passed
 * on; the body is bytes.
 */
@NullMarked
package org.mediaproxy.http;

import org.jspecify.annotations.NullMarked;
