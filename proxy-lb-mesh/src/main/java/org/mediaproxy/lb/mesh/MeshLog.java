package org.mediaproxy.lb.mesh;

import com.hazelcast.logging.AbstractLogger;
import com.hazelcast.logging.ILogger;
import com.hazelcast.logging.LogEvent;
import com.hazelcast.logging.LoggerFactorySupport;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the grid says, in our log. It warns of much that is in order, with a stack, such as a member that leaves, and tells its whole life at info;
 * so each level counts for less here, and stacks are for debugging. What an operator must know, {@link MeshMembers} says. Made by the grid, by the
 * name of the class; any thread.
 */
public final class MeshLog extends LoggerFactorySupport {

    private static final String CLASS = "hazelcast.logging.class";
    private static final String TYPE = "hazelcast.logging.type";

    /** Wants the JDK opened for faster selectors and metrics that we do not use. */
    private static final String WANTS_MODULES = "Java modular environment";

    /** Warns of every connection that ends. */
    private static final String CONNECTIONS = "com.hazelcast.internal.server.";

    /** For the grid. */
    public MeshLog() {}

    /** Makes it the grid's, unless an embedding application has chosen another; the grid looks nowhere but at the system's properties. */
    static void install() {
        if (System.getProperty(CLASS) == null && System.getProperty(TYPE) == null) {
            System.setProperty(CLASS, MeshLog.class.getName());
        }
    }

    @Override
    protected ILogger createLogger(String name) {
        return new Quieter(LoggerFactory.getLogger(name));
    }

    /** One logger. */
    static final class Quieter extends AbstractLogger {

        private final Logger log;

        Quieter(Logger log) {
            this.log = log;
        }

        @Override
        public void log(Level level, String message) {
            log(level, message, null);
        }

        @Override
        public void log(Level level, String message, @Nullable Throwable error) {
            int severity = level.intValue();
            if (severity >= Level.SEVERE.intValue()) {
                log.warn("{}", line(message, error));
            } else if (severity >= Level.WARNING.intValue() && !isUsual(message)) {
                log.info("{}", line(message, error));
            } else if (severity >= Level.INFO.intValue()) {
                log.debug("{}", line(message, error));
            } else {
                log.trace(message, error);
                return;
            }
            if (error != null) {
                log.debug("its stack", error);
            }
        }

        private boolean isUsual(String message) {
            return log.getName().startsWith(CONNECTIONS) || message.contains(WANTS_MODULES);
        }

        private static String line(String message, @Nullable Throwable error) {
            String line = message.strip();
            return error == null ? line : line + " (" + error + ")";
        }

        @Override
        @SuppressWarnings("removal") // must be there as long as they have it
        public void log(LogEvent event) {
            LogRecord record = event.getLogRecord();
            log(record.getLevel(), String.valueOf(record.getMessage()), record.getThrown());
        }

        @Override
        public Level getLevel() {
            return log.isTraceEnabled() ? Level.FINEST : log.isDebugEnabled() ? Level.INFO : Level.WARNING;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.intValue() >= getLevel().intValue() && !level.equals(Level.OFF);
        }
    }
}
