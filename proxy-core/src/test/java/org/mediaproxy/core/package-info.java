/** Tests of the embedding facade: how a proxy is built, started and stopped. */
@NullMarked
package org.mediaproxy.core;

import org.jspecify.annotations.NullMarked;
