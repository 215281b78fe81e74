package org.netserv.node.controller;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one listener, of which there are so many at most. When one more comes, the one that the node has waited for
 * longest makes room: whoever connects and is silent, or slow, keeps nobody out. Whose message is being carried out stays.
 *
 * <p><b>Thread.</b> Any.
 */
final class ControlConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ControlConnections.class);

    private final int limit;
    /** Those whose client is to send something, the one that began to wait first in front. */
    private final Set<SocketChannel> waiting = new LinkedHashSet<>();
    private final Set<SocketChannel> answering = new HashSet<>();

    ControlConnections(int limit) {
        this.limit = limit;
    }

    /** Takes one more; false if all that there are have their messages carried out. */
    synchronized boolean admit(SocketChannel connection) {
        if (waiting.size() + answering.size() >= limit) {
            Iterator<SocketChannel> longest = waiting.iterator();
            if (!longest.hasNext()) {
                return false;
            }
            closeQuietly(longest.next());
            longest.remove();
        }
        waiting.add(connection);
        return true;
    }

    /** Its message has come; false if it has made room for another meanwhile. */
    synchronized boolean answers(SocketChannel connection) {
        return waiting.remove(connection) && answering.add(connection);
    }

    /** Its message is answered: the next is waited for. */
    synchronized void waits(SocketChannel connection) {
        if (answering.remove(connection)) {
            waiting.add(connection);
        }
    }

    /** It has ended. */
    synchronized void left(SocketChannel connection) {
        waiting.remove(connection);
        answering.remove(connection);
    }

    /** Ends all. */
    synchronized void close() {
        waiting.forEach(ControlConnections::closeQuietly);
        answering.forEach(ControlConnections::closeQuietly);
    }

    static void closeQuietly(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("a control connection was not closed", e);
        }
    }
}
