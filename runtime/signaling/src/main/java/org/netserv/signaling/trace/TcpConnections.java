package org.netserv.signaling.trace;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Connections to nodes, and the messages on them. The one that has been quiet for longest is forgotten when there are too many, or
 * too much of them has to be kept. One that is over stays known until then: captures of several interfaces have its packets again.
 */
final class TcpConnections {
    private static final int MOST = 4096;
    private static final long MOST_BYTES = 32L << 20;

    private final NodePorts ports;
    private final long mostBytes;
    /** By who has connected to whom, the quietest first. */
    private final Map<Flow, Connection> all = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    private record Flow(Endpoint from, Endpoint to) {
        Flow reversed() {
            return new Flow(to, from);
        }
    }

    /** Two directions: of who connected, and of the node. */
    private static final class Connection {
        final int firstNumber;
        final StreamHalf forth = new StreamHalf();
        final StreamHalf back = new StreamHalf();
        boolean reset;
        boolean saidTls;

        Connection(int firstNumber) {
            this.firstNumber = firstNumber;
        }

        int held() {
            return forth.held() + back.held();
        }
    }

    TcpConnections(NodePorts ports) {
        this(ports, MOST_BYTES);
    }

    /** With another bound, for a test. */
    TcpConnections(NodePorts ports, long mostBytes) {
        this.ports = ports;
        this.mostBytes = mostBytes;
    }

    /** How many bytes are kept of messages that are not whole yet. */
    long held() {
        return held;
    }

    /** Takes a segment; false if it is of no connection to a node. */
    boolean take(TcpSegment segment, Passage passage, Consumer<TraceEntry> out) {
        Flow flow = new Flow(passage.source(), passage.destination());
        if (segment.isFirst() && ports.isNode(flow.to)) {
            opened(flow, segment, passage, out);
        }
        boolean forth = all.containsKey(flow);
        Connection connection = forth ? all.get(flow) : all.get(flow.reversed());
        if (connection == null) {
            if (!ports.isNode(flow.to) && !ports.isNode(flow.from) && !recognised(segment, flow)) {
                return false;
            }
            if (segment.count() == 0) {
                return true;
            }
            forth = ports.isNode(flow.to);
            connection = new Connection(segment.number());
            all.put(forth ? flow : flow.reversed(), connection);
        }
        int before = connection.held();
        advance(connection, forth, segment, passage, out);
        held += connection.held() - before;
        shrink(out);
        return true;
    }

    /**
     * The Response that has told of the port may be older than the trace; what is a whole message without fault is no coincidence. Of
     * two ports the lower one is taken for the node's: systems give those who connect high ones.
     */
    private boolean recognised(TcpSegment segment, Flow flow) {
        if (!MessageSplitter.beginsWithMessage(segment.in(), segment.from(), segment.count())) {
            return false;
        }
        ports.add(flow.from.port() < flow.to.port() ? flow.from : flow.to);
        return true;
    }

    /** A first segment that comes again, or is seen on another interface, opens nothing. */
    private void opened(Flow flow, TcpSegment segment, Passage passage, Consumer<TraceEntry> out) {
        Connection before = all.get(flow);
        if (before != null && before.firstNumber == segment.number()) {
            return;
        }
        if (before != null) {
            close(before, out);
        }
        all.put(flow, new Connection(segment.number()));
        out.accept(note(passage, "opens a connection"));
    }

    private static void advance(Connection connection, boolean forth, TcpSegment segment, Passage passage,
            Consumer<TraceEntry> out) {
        StreamHalf own = forth ? connection.forth : connection.back;
        StreamHalf other = forth ? connection.back : connection.forth;
        own.take(segment, passage, sink(passage, out));
        Passage opposite = other.last();
        other.acknowledged(segment, sink(opposite == null ? passage : opposite, out));
        if (own.isTls() && !connection.saidTls) {
            connection.saidTls = true;
            connection.forth.end();
            connection.back.end();
            out.accept(note(passage, "TLS, which is not decoded"));
        }
        if (segment.isReset() && !connection.reset) {
            connection.reset = true;
            connection.forth.close(sink(passage, out));
            connection.back.close(sink(passage, out));
            out.accept(note(passage, "resets the connection"));
        }
    }

    private static StreamHalf.Sink sink(Passage passage, Consumer<TraceEntry> out) {
        return new StreamHalf.Sink() {
            @Override
            public void message(MessageReading message) {
                out.accept(new TraceEntry(passage, Encapsulation.CONNECTION, message, ""));
            }

            @Override
            public void note(String text) {
                out.accept(TcpConnections.note(passage, text));
            }
        };
    }

    private static TraceEntry note(Passage passage, String text) {
        return new TraceEntry(passage, Encapsulation.CONNECTION, null, text);
    }

    private void shrink(Consumer<TraceEntry> out) {
        Iterator<Connection> quietest = all.values().iterator();
        while ((held > mostBytes || all.size() > MOST) && quietest.hasNext()) {
            Connection forgotten = quietest.next();
            quietest.remove();
            close(forgotten, out);
        }
    }

    private void close(Connection connection, Consumer<TraceEntry> out) {
        held -= connection.held();
        for (StreamHalf half : new StreamHalf[]{connection.forth, connection.back}) {
            Passage last = half.last();
            if (last != null) {
                half.close(sink(last, out));
            }
        }
    }

    /** Nothing more comes. */
    void close(Consumer<TraceEntry> out) {
        all.values().forEach(connection -> close(connection, out));
        all.clear();
    }
}
