/**
 * The embedding facade: one proxy with the protocols and the load balancer it is given. Everything below it is in the
 * subpackages, none of which knows this one.
 */
@NullMarked
package org.mediaproxy.core;

import org.jspecify.annotations.NullMarked;
