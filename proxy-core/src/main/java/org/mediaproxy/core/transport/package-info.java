/**
 * Sockets and event loops: chosen once, native first. Nothing outside this package names a kind of transport.
 */
@NullMarked
package org.mediaproxy.core.transport;

import org.jspecify.annotations.NullMarked;
