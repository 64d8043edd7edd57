/**
 * Tests of HTTP streams over loopback. The origins are plain server sockets, which do just what a test tells them.
 */
@NullMarked
package org.mediaproxy.http;

import org.jspecify.annotations.NullMarked;
