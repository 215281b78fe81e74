package org.netserv.node.controller;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one listener, of which there are so many at most. When one more comes, the one that the node has waited for
 * longest makes room: whoever connects and is silent, or slow, keeps nobody out. Whose message is being carried out stays.
 * Both are counted: who has made room, {@code NAME.displaced}, and who has found none, {@code NAME.refused}.
 *
 * <p><b>Thread.</b> Any.
 */
final class ControlConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ControlConnections.class);

    private final int limit;
    private final Tally displaced;
    private final Tally refused;
    /** Those whose client is to send something, the one that began to wait first in front. */
    private final Set<SocketChannel> waiting = new LinkedHashSet<>();
    private final Set<SocketChannel> answering = new HashSet<>();

    /**
     * @param name of the listener, as its counters have it
     * @param limit most connections at once
     */
    ControlConnections(String name, int limit, NodeCounters counters) {
        this.limit = limit;
        displaced = counters.allocate(name + ".displaced");
        refused = counters.allocate(name + ".refused");
    }

    /** Takes one more; false if all that there are have their messages carried out. */
    synchronized boolean admit(SocketChannel connection) {
        if (waiting.size() + answering.size() >= limit) {
            Iterator<SocketChannel> longest = waiting.iterator();
            if (!longest.hasNext()) {
                refused.addShared(1);
                return false;
            }
            closeQuietly(longest.next());
            longest.remove();
            displaced.addShared(1);
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
