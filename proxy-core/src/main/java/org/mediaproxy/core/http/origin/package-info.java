/**
 * The HTTP client towards origins: connections that are kept for the next request, one pool for each event loop and
 * endpoint, replies read whole or piece by piece with back-pressure.
 */
@NullMarked
package org.mediaproxy.core.http.origin;

import org.jspecify.annotations.NullMarked;
