/**
 * Tests of the metrics page and of the collector for other registries. Real sockets on loopback where a page is asked.
 */
@NullMarked
package org.mediaproxy.system.metrics;

import org.jspecify.annotations.NullMarked;
