/**
 * The marker that makes every URI of a playlist lead back to the origin that wrote it, through any proxy and without shared
 * state. It is a query parameter that names the stream and the origin, and that no origin ever sees.
 */
@NullMarked
package org.mediaproxy.http.marker;

import org.jspecify.annotations.NullMarked;
