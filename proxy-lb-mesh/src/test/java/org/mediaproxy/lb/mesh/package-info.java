/** Tests of the mesh load balancer, with members in this process, in others, and in networks of their own. */
@NullMarked
package org.mediaproxy.lb.mesh;

import org.jspecify.annotations.NullMarked;
