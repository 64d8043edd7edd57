/**
 * What every forwarded request has in common: which stream it is for, what the origin sees of it, and what the client
 * is told where there is no answer.
 */
@NullMarked
package org.mediaproxy.http.forward;

import org.jspecify.annotations.NullMarked;
