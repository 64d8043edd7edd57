/**
 * How well this proxy reaches each origin: what sessions found out, and what an optional probe does. Others may reach it better, so
 * nothing of this is shared.
 */
@NullMarked
package org.mediaproxy.core.health;

import org.jspecify.annotations.NullMarked;
