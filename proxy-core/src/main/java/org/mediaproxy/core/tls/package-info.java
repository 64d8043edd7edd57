/**
 * TLS towards clients: one certificate and its key from PEM files, read again when they change. Protocols put its handler
 * first into a channel's pipeline, and know nothing else of it.
 */
@NullMarked
package org.mediaproxy.core.tls;

import org.jspecify.annotations.NullMarked;
