/**
 * Media beside the connection: bounded pairs of ports, and what is relayed between a client's pair and an origin's. How
 * the two sides agree on ports is said elsewhere.
 */
@NullMarked
package org.mediaproxy.rtsp.udp;

import org.jspecify.annotations.NullMarked;
