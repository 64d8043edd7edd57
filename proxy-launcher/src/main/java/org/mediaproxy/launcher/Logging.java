package org.mediaproxy.launcher;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The process's log. Its layout is in {@link LogConfigurator}, which reads what is set here. */
final class Logging {

    private Logging() {}

    /** Logs to standard output from the given level on. Must come before the first logger is made. */
    static void toOutput(String level) {
        System.setProperty(LogConfigurator.LEVEL, level);
    }

    /** Logs only warnings, and to standard error, where standard output is for something else. */
    static void warningsToError() {
        System.setProperty(LogConfigurator.LEVEL, "warn");
        System.setProperty(LogConfigurator.TARGET, "System.err");
    }

    /** Writes what is still queued. Nothing can be logged after. */
    static void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
