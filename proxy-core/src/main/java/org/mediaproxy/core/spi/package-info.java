/**
 * What modules implement and what they are given. Protocols and load balancers are found with ServiceLoader from
 * {@code META-INF/services}.
 */
@NullMarked
package org.mediaproxy.core.spi;

import org.jspecify.annotations.NullMarked;
