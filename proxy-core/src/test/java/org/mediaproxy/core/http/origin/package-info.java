/**
 * Tests of the HTTP client. Those over sockets are the ones named {@code IT}.
 */
@NullMarked
package org.mediaproxy.core.http.origin;

import org.jspecify.annotations.NullMarked;
