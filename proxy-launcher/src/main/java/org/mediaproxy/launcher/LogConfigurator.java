package org.mediaproxy.launcher;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;

/**
 * The log of the process: one line an event, ISO time, level, message. Code and not {@code logback.xml}, because reading
 * XML would take a fifth of the time to start; another configuration can be named all the same with
 * {@code -Dlogback.configurationFile=FILE}. Logback finds this class in {@code META-INF/services} and calls it once,
 * with the first logger.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfigurator extends ContextAwareBase implements Configurator {

    /** System property: the least level that is logged; {@code info} unless set. */
    static final String LEVEL = "mediaproxy.log.level";

    /** System property: {@code System.out} unless set, or {@code System.err}. */
    static final String TARGET = "mediaproxy.log.target";

    // Control characters become blanks: what a client sends must not look like an event of ours.
    private static final String PATTERN = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level "
            + "%replace(%msg%replace( %ex{30}){'^ $', ''}){'[\\p{Cntrl}]+', ' '}%nopex%n";

    private static final int QUEUE = 16_384;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.NEUTRAL;
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty(LEVEL), Level.INFO));
        root.addAppender(queue(context, console(context)));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget(System.getProperty(TARGET, "System.out"));
        console.setEncoder(encoder);
        console.start();
        return console;
    }

    /** Never blocks an event loop: when the queue is nearly full, INFO and lower are dropped, and when full, the rest. */
    private static AsyncAppender queue(LoggerContext context, ConsoleAppender<ILoggingEvent> console) {
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setName("queue");
        queue.setQueueSize(QUEUE);
        queue.setNeverBlock(true);
        queue.addAppender(console);
        queue.start();
        return queue;
    }
}
