/**
 * The System API: origins register here, and operators see and steer what the proxy does. It serves no media.
 */
@NullMarked
package org.mediaproxy.system;

import org.jspecify.annotations.NullMarked;
