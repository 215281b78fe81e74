package org.netserv.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Writes the log to standard error: standard output belongs to a subcommand's answer. The level is set in the JVM's flags, as
 * {@code -Dnetserv.log=INFO}. Logback finds it with {@link java.util.ServiceLoader}; its own XML would be a tenth of a second of
 * each start.
 */
public final class LogToStderr extends ContextAwareBase implements Configurator {
    static final String APPENDER = "stderr";

    /** For Logback. */
    public LogToStderr() {}

    @Override
    public ExecutionStatus configure(LoggerContext log) {
        TextLines lines = new TextLines();
        lines.setContext(log);
        lines.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(log);
        stderr.setName(APPENDER);
        stderr.setTarget("System.err");
        stderr.setEncoder(lines);
        stderr.start();
        Logger root = log.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty("netserv.log"), Level.INFO));
        root.addAppender(stderr);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
