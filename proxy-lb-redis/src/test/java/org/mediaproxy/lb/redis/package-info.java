/** Tests of the Redis load balancer, with real Redis servers that they start and end. */
@NullMarked
package org.mediaproxy.lb.redis;

import org.jspecify.annotations.NullMarked;
