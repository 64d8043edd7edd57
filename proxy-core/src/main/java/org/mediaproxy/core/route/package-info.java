/**
 * Routing: an affinity hit, or a pick and an atomic bind; and what to do when an origin cannot be reached. All of it is
 * asynchronous and none of it ever sees a packet.
 */
@NullMarked
package org.mediaproxy.core.route;

import org.jspecify.annotations.NullMarked;
