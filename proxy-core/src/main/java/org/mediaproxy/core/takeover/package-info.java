/**
 * A new process takes the place of a running one, which drains: sockets, bindings and secrets go over a Unix socket, and
 * datagrams of the sessions that stay go back. It knows listeners and the load balancer, and no protocol.
 */
@NullMarked
package org.mediaproxy.core.takeover;

import org.jspecify.annotations.NullMarked;
