/**
 * The load balancer of many proxies without any other server: each proxy is a member of a Hazelcast grid that holds the
 * state. A copy of what was asked for serves the hot path, and everything known while a part of the grid does not answer.
 */
@NullMarked
package org.mediaproxy.lb.mesh;

import org.jspecify.annotations.NullMarked;
