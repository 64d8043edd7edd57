/**
 * A small live-media origin inside the process: RTMP in, RTMP and HTTP-FLV out. It lets a fresh machine and every test
 * try the proxy without any other server.
 */
@NullMarked
package org.mediaproxy.testkit.demo;

import org.jspecify.annotations.NullMarked;
