/** Tests of the package of the same name. */
@NullMarked
package org.mediaproxy.core.relay;

import org.jspecify.annotations.NullMarked;
