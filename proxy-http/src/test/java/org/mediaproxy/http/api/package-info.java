/**
 * Tests of the aggregated API against an SRS that is made up, but writes as SRS 7 does. No network but loopback.
 */
@NullMarked
package org.mediaproxy.http.api;

import org.jspecify.annotations.NullMarked;
