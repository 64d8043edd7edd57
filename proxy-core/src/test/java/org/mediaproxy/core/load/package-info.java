@NullMarked
package org.mediaproxy.core.load;

import org.jspecify.annotations.NullMarked;
