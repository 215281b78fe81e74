package org.netserv.perf.signaling;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeSocket;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Count;

/**
 * In the place of a node: sends back a Response that is ready but for its numbers, as fast as that goes, and throws Confirms away. What a generator gets
 * from it is the generator's own limit, or the system calls'. Arguments: its address, the generator's.
 */
public final class ReflectorMain {
    private static final int BATCH = 32;
    private static final int WAIT_MILLIS = 10;
    private static final long VALIDITY_MILLIS = 30_000;

    private final NativeSocket socket;
    private final SessionMessages messages;
    private final DatagramBatch in;
    private final DatagramBatch out;
    private final AtomicLong queries = new AtomicLong();
    private final AtomicLong others = new AtomicLong();
    /** Of the last message that is not a Query: it belongs to a session, as all do here. */
    private final int queryBytes;

    private ReflectorMain(Arena arena, IpAddress own, IpAddress generator) {
        socket = LoadSocket.open(own, generator);
        messages = new SessionMessages(arena, generator, own, VALIDITY_MILLIS);
        queryBytes = messages.queryBytes();
        in = new DatagramBatch(arena, BATCH);
        out = new DatagramBatch(arena, BATCH);
    }

    /** Ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        ReflectorMain reflector = new ReflectorMain(Arena.ofAuto(), IpAddress.parse(arguments[0]),
                IpAddress.parse(arguments[1]));
        Thread.ofPlatform().daemon().name("reflector").start(reflector::run);
        Answers.give(System.in, System.out, _ -> reflector.state());
    }

    private void run() {
        while (true) {
            int received = in.receive(socket);
            if (received == 0) {
                socket.poll(Linux.POLLIN, WAIT_MILLIS);
            }
            int answers = 0;
            for (int i = 0; i < received; i++) {
                if (in.length(i) == queryBytes) {
                    out.length(answers, messages.response(out.memory(), out.at(answers), in.memory(), in.at(i)));
                    answers++;
                }
            }
            out.sendAll(socket, answers);
            queries.lazySet(queries.get() + answers);
            others.lazySet(others.get() + received - answers);
        }
    }

    private NodeState state() {
        return NodeState.of(Map.of(Count.RECEIVED_QUERIES.name(), queries.get(), Count.SENT_RESPONSES.name(),
                queries.get(), Count.RECEIVED_CONFIRMS.name(), others.get()), 0, 0, 0);
    }
}
