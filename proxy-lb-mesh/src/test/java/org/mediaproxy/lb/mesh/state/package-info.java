/** Tests of the rules of the mesh's state, without a mesh. */
@NullMarked
package org.mediaproxy.lb.mesh.state;

import org.jspecify.annotations.NullMarked;
