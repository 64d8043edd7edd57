/**
 * The accept step of protocols whose sessions are TCP connections: their listeners, plain and with TLS, from start to close. What a
 * client says is the protocol's.
 */
@NullMarked
package org.mediaproxy.core.accept;

import org.jspecify.annotations.NullMarked;
