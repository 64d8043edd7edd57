@NullMarked
package org.mediaproxy.core.health;

import org.jspecify.annotations.NullMarked;
