package org.mediaproxy.lb.redis;

/** Redis gave no answer, or none in time. Without a stack: while Redis is away there may be many. */
final class RedisUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RedisUnavailableException(String message) {
        super(message, null, false, false);
    }
}
