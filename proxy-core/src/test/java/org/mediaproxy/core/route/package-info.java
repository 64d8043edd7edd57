/** Tests of the package of the same name. */
@NullMarked
package org.mediaproxy.core.route;

import org.jspecify.annotations.NullMarked;
