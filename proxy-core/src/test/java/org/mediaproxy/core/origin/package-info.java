/** Tests of the package of the same name. */
@NullMarked
package org.mediaproxy.core.origin;

import org.jspecify.annotations.NullMarked;
