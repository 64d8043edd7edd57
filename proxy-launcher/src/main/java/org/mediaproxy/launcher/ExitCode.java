package org.mediaproxy.launcher;

/** What the process says to its caller. */
final class ExitCode {

    /** Help was given, the configuration is good, or the daemon stopped in order. */
    static final int OK = 0;

    /** The proxy could not start, or had to be ended before all was closed. */
    static final int FAILURE = 1;

    /** A setting or an argument is wrong. */
    static final int CONFIGURATION = 2;

    private ExitCode() {}
}
