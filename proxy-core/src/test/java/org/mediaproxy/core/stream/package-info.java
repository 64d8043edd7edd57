/** Tests of the package of the same name. */
@NullMarked
package org.mediaproxy.core.stream;

import org.jspecify.annotations.NullMarked;
