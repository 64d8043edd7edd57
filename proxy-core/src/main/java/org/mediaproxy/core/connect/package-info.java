/**
 * The route and connect steps of every session over TCP: asks the router, connects, and goes on to the next origin as
 * long as nothing was said. What is said to an origin is the protocol's.
 */
@NullMarked
package org.mediaproxy.core.connect;

import org.jspecify.annotations.NullMarked;
