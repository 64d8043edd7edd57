@NullMarked
package org.mediaproxy.core.takeover;

import org.jspecify.annotations.NullMarked;
