/**
 * Tests of the System API, through real HTTP over loopback. The shared state is a fake.
 */
@NullMarked
package org.mediaproxy.system;

import org.jspecify.annotations.NullMarked;
