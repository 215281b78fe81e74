package org.netserv.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a node writes its log to standard error. */
enum LogFormat {
    /** For people, as {@link LogToStderr} has it. */
    text {
        @Override
        void apply() {
            // It is what there is.
        }
    },
    /** For machines, a JSON object a line. */
    json {
        @Override
        void apply() {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            Appender<ILoggingEvent> appender = context.getLogger(Logger.ROOT_LOGGER_NAME)
                    .getAppender(LogToStderr.APPENDER);
            if (!(appender instanceof OutputStreamAppender<ILoggingEvent> stderr)) {
                throw new IllegalStateException("there is no appender " + LogToStderr.APPENDER);
            }
            JsonLines lines = new JsonLines();
            lines.setContext(context);
            lines.start();
            stderr.stop();
            stderr.setEncoder(lines);
            stderr.start();
        }
    };

    /** From now on the log has it. To be called before there are threads that log: a line in between would be lost. */
    abstract void apply();
}
