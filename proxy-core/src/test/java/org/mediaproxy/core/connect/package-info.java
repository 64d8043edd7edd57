/**
 * Tests of the connect step. What protocols make of it is tested with them.
 */
@NullMarked
package org.mediaproxy.core.connect;

import org.jspecify.annotations.NullMarked;
