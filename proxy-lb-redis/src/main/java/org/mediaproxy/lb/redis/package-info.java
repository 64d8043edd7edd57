/**
 * The load balancer of many proxies: all state is in Redis, in keys that the Go proxy shares. A copy of what was asked
 * for serves the hot path, and everything while Redis is away.
 */
@NullMarked
package org.mediaproxy.lb.redis;

import org.jspecify.annotations.NullMarked;
