/**
 * Sessions from accept to end: who, what, where to, how many bytes, and exactly one reason why each one ended.
 */
@NullMarked
package org.mediaproxy.core.session;

import org.jspecify.annotations.NullMarked;
