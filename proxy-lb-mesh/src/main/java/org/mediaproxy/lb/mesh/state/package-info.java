/**
 * What the mesh keeps and what travels through it: bindings and origins, the changes of them that the owner of an entry
 * makes, and what stands where two parts met again. Knows the grid's interfaces, but nobody to ask.
 */
@NullMarked
package org.mediaproxy.lb.mesh.state;

import org.jspecify.annotations.NullMarked;
