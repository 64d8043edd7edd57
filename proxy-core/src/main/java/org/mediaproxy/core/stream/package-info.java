/**
 * What a client wants: the stream's address and the client's role. One function decides the key of a stream for every
 * protocol and every spelling of its URL.
 */
@NullMarked
package org.mediaproxy.core.stream;

import org.jspecify.annotations.NullMarked;
