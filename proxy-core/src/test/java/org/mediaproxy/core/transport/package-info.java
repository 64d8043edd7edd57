/** Tests of the package of the same name. */
@NullMarked
package org.mediaproxy.core.transport;

import org.jspecify.annotations.NullMarked;
