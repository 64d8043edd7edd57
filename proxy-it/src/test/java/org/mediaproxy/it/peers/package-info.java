/**
 * Real programs, started and stopped by tests: origins, publishers, players, and the proxy itself as a process. Each
 * class knows the program's command line and nothing of what is tested.
 */
@NullMarked
package org.mediaproxy.it.peers;

import org.jspecify.annotations.NullMarked;
