package org.netserv.signaling.api;

import java.util.function.Consumer;

/** Makes an application for a node that runs; found with {@link java.util.ServiceLoader}. */
public interface NslpProvider {
    /**
     * The application.
     *
     * @param sender takes its messages, from any thread; may wait while the node has too much to do
     */
    Nslp open(Consumer<Outgoing> sender);
}
