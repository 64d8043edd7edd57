/**
 * TLS: towards clients, with certificates from PEM files that are read again when they change and are chosen by server name. Protocols
 * let it fill the front of a channel's pipeline, and know nothing else of it.
 */
@NullMarked
package org.mediaproxy.core.tls;

import org.jspecify.annotations.NullMarked;
