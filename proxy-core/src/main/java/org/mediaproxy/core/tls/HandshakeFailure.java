package org.mediaproxy.core.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a handshake came to nothing. */
enum HandshakeFailure {
    /** What the client sent is no TLS. */
    NOT_TLS,
    /** No version or cipher in common, or the client will not have the certificate. */
    REFUSED,
    TIMEOUT,
    /** The client left, as those do who only look whether a port is open. */
    CLOSED;

    static HandshakeFailure of(Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            return NOT_TLS;
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return TIMEOUT;
        }
        return cause instanceof SSLException && !(cause.getCause() instanceof ClosedChannelException)
                ? REFUSED
                : CLOSED;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In words for the log; nothing of what a client sent that is no TLS. */
    String told(Throwable cause) {
        return this == NOT_TLS ? "what the client sent is no TLS" : String.valueOf(cause.getMessage());
    }
}
