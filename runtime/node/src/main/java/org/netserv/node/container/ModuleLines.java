package org.netserv.node.container;

import org.netserv.node.log.LineLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Lines of the node's log that one module causes, within what its publisher's modules may log together. Each has the keys
 * {@code user} and {@code module}.
 *
 * <p>All use one logger: loggers are never forgotten, and publishers would choose their names.
 *
 * <p><b>Thread.</b> Any.
 */
final class ModuleLines {
    private static final Logger LOG = LoggerFactory.getLogger("module");

    private final String user;
    private final String module;
    private final LineLimit limit;

    ModuleLines(String user, String module, LineLimit limit) {
        this.user = user;
        this.module = module;
        this.limit = limit;
    }

    boolean isEnabled(Level level) {
        return LOG.isEnabledForLevel(level);
    }

    /** As {@link LineLimit#claim}, for one line. */
    long claim() {
        return limit.claim();
    }

    /** Writes a line that was claimed. */
    void write(Level level, String text, long leftOutBefore) {
        LOG.atLevel(level).addKeyValue("user", user).addKeyValue("module", module)
                .log(LineLimit.told(text, leftOutBefore));
    }

    /** A line of the node's own about the module. */
    void warn(String text) {
        long before = claim();
        if (before != LineLimit.OVER) {
            write(Level.WARN, text, before);
        }
    }
}
