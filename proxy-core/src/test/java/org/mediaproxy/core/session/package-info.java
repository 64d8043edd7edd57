/** Tests of the package of the same name. */
@NullMarked
package org.mediaproxy.core.session;

import org.jspecify.annotations.NullMarked;
