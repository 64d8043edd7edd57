/**
 * What tests of several modules share: contracts, clocks, real processes, free ports, the watch for leaks. Nothing of it runs
 * in a proxy.
 */
@NullMarked
package org.mediaproxy.testkit;

import org.jspecify.annotations.NullMarked;
