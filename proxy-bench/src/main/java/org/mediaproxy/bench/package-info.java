/**
 * JMH benchmarks of what a session costs before its bytes are only moved. What relaying itself costs is measured with
 * real origins and peers by the script beside this module.
 */
@NullMarked
package org.mediaproxy.bench;

import org.jspecify.annotations.NullMarked;
