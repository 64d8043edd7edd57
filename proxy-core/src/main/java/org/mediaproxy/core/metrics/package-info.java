/**
 * What the proxy counts, behind a small interface of its own. A metrics library reads it from outside.
 */
@NullMarked
package org.mediaproxy.core.metrics;

import org.jspecify.annotations.NullMarked;
