/**
 * The HTTP API of all origins as one, in the shapes of SRS's own. Nothing is stored: ids name their origin, and every
 * reply is made from what the origins say while the caller waits.
 */
@NullMarked
package org.mediaproxy.http.api;

import org.jspecify.annotations.NullMarked;
