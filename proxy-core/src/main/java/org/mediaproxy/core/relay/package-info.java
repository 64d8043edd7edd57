/**
 * Moves bytes between a client and its origin once both are known. Nothing here parses anything.
 */
@NullMarked
package org.mediaproxy.core.relay;

import org.jspecify.annotations.NullMarked;
