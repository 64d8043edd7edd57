/**
 * What tests of every module share; other modules get it as the test-jar of proxy-core. Its services fail a test class
 * that leaks a buffer.
 */
@NullMarked
package org.mediaproxy.core.testing;

import org.jspecify.annotations.NullMarked;
