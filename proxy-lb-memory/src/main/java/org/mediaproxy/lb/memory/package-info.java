/**
 * The load balancer of one proxy: all state is in the process. It is the default, because it works on a fresh machine.
 */
@NullMarked
package org.mediaproxy.lb.memory;

import org.jspecify.annotations.NullMarked;
