/**
 * Tests of the HTTP toolkit. Those over sockets are the ones named {@code IT}.
 */
@NullMarked
package org.mediaproxy.core.http.server;

import org.jspecify.annotations.NullMarked;
