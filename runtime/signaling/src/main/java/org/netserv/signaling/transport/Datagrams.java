package org.netserv.signaling.transport;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.wire.Mri;

/**
 * How datagrams come and go. Messages have no magic; they get it here.
 *
 * <p><b>Thread.</b> {@link #wake}: any, without allocating. The rest: {@code netserv-gist}.
 */
interface Datagrams extends AutoCloseable {
    /** Waits for a datagram, for {@link #wake}, or for so long. */
    void await(int millis) throws IOException;

    /** Ends {@link #await}. */
    void wake();

    /**
     * Says that the thread will wait, and has to look for work once more before: {@link #wake} counts from here on. What was sent
     * until then leaves now, if it has not left.
     */
    default void beforeAwait() {}

    /** Hands to the engine what has come, up to a bound. */
    void receive(Engine engine) throws IOException;

    /** As {@link org.netserv.signaling.engine.Network#send}. */
    void send(MemorySegment message, int length, IpAddress to, int port);

    /** As {@link org.netserv.signaling.engine.Network#sendTowards}. */
    void sendTowards(MemorySegment message, int length, Mri flow);

    /** As {@link org.netserv.signaling.engine.Network#forward}. */
    void forward(MemorySegment message, int length, Mri flow, IpAddress source, int port, int ipTtl);

    /** The IP TTL that datagrams leave with; 0 if unknown. */
    default int ipTtl() {
        return 0;
    }

    @Override
    void close() throws IOException;
}
