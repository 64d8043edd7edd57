/**
 * What is the same for every HTTP message that a module passes on: which headers concern one connection only, and what an origin
 * is told of the client. It knows nothing of who passes it on.
 */
@NullMarked
package org.mediaproxy.core.http.forward;

import org.jspecify.annotations.NullMarked;
