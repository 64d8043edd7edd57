/**
 * Origin servers: who they are, where they listen, and how a session connects to one on its own event loop.
 */
@NullMarked
package org.mediaproxy.core.origin;

import org.jspecify.annotations.NullMarked;
