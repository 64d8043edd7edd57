/**
 * Typed settings: each one has a name, a type, a default, a range and a description in one place. Problems are
 * collected and reported together.
 */
@NullMarked
package org.mediaproxy.core.config;

import org.jspecify.annotations.NullMarked;
