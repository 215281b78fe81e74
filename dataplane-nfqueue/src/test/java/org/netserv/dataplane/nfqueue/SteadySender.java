package org.netserv.dataplane.nfqueue;

import static org.netserv.rig.Rig.SERVER_IPV4;

import org.netserv.dataplane.testing.Host;
import java.io.IOException;

/** Sends numbered datagrams to the server, one a millisecond, until it is told to finish. */
final class SteadySender {
    private final Thread thread;
    private volatile boolean stopping;
    private volatile int sent;

    /** Each is the prefix and a number, from 0. */
    SteadySender(Host user, String prefix, int port) {
        thread = Thread.ofPlatform().start(() -> {
            try {
                for (int n = 0; !stopping; n++) {
                    user.send(prefix + n, SERVER_IPV4, port);
                    sent = n + 1;
                    Thread.sleep(1); // paces: nothing waits for it
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** How many it has sent. */
    int sent() {
        return sent;
    }

    /** Ends it; how many it has sent. */
    int finish() throws InterruptedException {
        stopping = true;
        thread.join();
        return sent;
    }
}
