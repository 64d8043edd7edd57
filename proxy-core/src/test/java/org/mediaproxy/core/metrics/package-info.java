/**
 * Tests of counters, histograms and sources. No network.
 */
@NullMarked
package org.mediaproxy.core.metrics;

import org.jspecify.annotations.NullMarked;
