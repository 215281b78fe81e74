package org.netserv.dataplane.nfqueue;

import java.io.IOException;
import org.netserv.dataplane.testing.Host;

/** Counts what a {@link SteadySender} sends to the server: what its module has raised, "U…", and what it has not seen, "u…". */
final class SteadyReceiver {
    private static final int QUIET_MILLIS = 300;

    private final Thread thread;
    private volatile boolean stopping;
    private int seen;
    private int unseen;

    SteadyReceiver(Host server) {
        thread = Thread.ofPlatform().start(() -> {
            try {
                Host.Datagram datagram = server.receiveWithin(QUIET_MILLIS);
                while (datagram != null || !stopping) {
                    if (datagram != null) {
                        boolean raised = datagram.text().charAt(0) == 'U';
                        seen += raised ? 1 : 0;
                        unseen += raised ? 0 : 1;
                    }
                    datagram = server.receiveWithin(QUIET_MILLIS);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Ends when nothing comes any more; then the counts stand. */
    void finish() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    int seen() {
        return seen;
    }

    int unseen() {
        return unseen;
    }
}
