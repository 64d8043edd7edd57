package org.mediaproxy.launcher;

/** The command line is not understood. Has no stack: it is an answer to the user. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message, null, false, false);
    }
}
