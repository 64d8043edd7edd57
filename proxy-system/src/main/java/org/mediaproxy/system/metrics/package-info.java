/**
 * What core counts, as the Prometheus client library has it: for the System API's own page and for the registry of an
 * application that embeds the proxy. Nothing else of the proxy knows that library.
 */
@NullMarked
package org.mediaproxy.system.metrics;

import org.jspecify.annotations.NullMarked;
