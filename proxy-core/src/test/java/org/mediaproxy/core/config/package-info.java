/** Tests of the package of the same name. */
@NullMarked
package org.mediaproxy.core.config;

import org.jspecify.annotations.NullMarked;
