package org.mediaproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogConfiguratorTest {

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void anEventIsOneLineWhateverAClientSends() {
        String line = line("stream\r\n2026-01-01 ERROR forged\u001b[31m", null);

        assertThat(line)
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN  "
                        + "stream 2026-01-01 ERROR forged \\[31m\n");
    }

    @Test
    void aStackIsInTheSameLine() {
        String line = line("a bug", new IllegalStateException("broken"));

        assertThat(line).endsWith("\n").contains("a bug java.lang.IllegalStateException: broken at org.mediaproxy");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    }

    @Test
    void theQueueNeverBlocks() {
        assertThat(queue().isNeverBlock()).isTrue();
    }

    private AsyncAppender queue() {
        LogConfigurator configurator = new LogConfigurator();
        configurator.setContext(context);
        configurator.configure(context);
        return (AsyncAppender) context.getLogger("ROOT").getAppender("queue");
    }

    private String line(String message, @org.jspecify.annotations.Nullable Throwable failure) {
        Encoder<ILoggingEvent> encoder = ((ConsoleAppender<ILoggingEvent>) queue().getAppender("console")).getEncoder();
        LoggingEvent event =
                new LoggingEvent("x", context.getLogger("test"), Level.WARN, message, failure, new Object[0]);
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
