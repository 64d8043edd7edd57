/**
 * Tests of TLS towards clients, against the JDK's own client. No network.
 */
@NullMarked
package org.mediaproxy.core.tls;

import org.jspecify.annotations.NullMarked;
