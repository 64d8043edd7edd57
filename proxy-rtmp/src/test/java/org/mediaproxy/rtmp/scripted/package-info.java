/**
 * Clients and origins that do on real sockets what a test tells them to, and a proxy between them. Nothing here shares
 * code with the proxy's own handlers, only with the codec.
 */
@NullMarked
package org.mediaproxy.rtmp.scripted;

import org.jspecify.annotations.NullMarked;
