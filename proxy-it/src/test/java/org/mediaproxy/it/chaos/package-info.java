/**
 * A cluster of real processes that are killed, paused and cut off by a plan, with clients that notice everything. The
 * plan follows from a seed alone; what the clients noticed is judged when all is over.
 */
@NullMarked
package org.mediaproxy.it.chaos;

import org.jspecify.annotations.NullMarked;
