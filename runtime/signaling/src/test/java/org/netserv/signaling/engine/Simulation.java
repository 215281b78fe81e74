package org.netserv.signaling.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.Mri;

/** Nodes on a path, the network between them, and time, all in one thread. Whatever happens follows from the seed. */
final class Simulation {
    private static final int PORT = 270;
    private static final int STEP_MILLIS = 10;

    private record Event(long atMillis, long number, Runnable what) {}

    /** One connection, with the numbers that its ends have for it. */
    static final class Pipe {
        final Node[] node = new Node[2];
        final int[] id = new int[2];
        final long[] lastMillis = new long[2];
        boolean open = true;
    }

    /** A node, which may be started anew. */
    final class Node {
        final IpAddress address;
        final Settings settings;
        final List<Node> next = new ArrayList<>();
        final TestNslp nslp;
        final Map<Integer, Pipe> pipes = new HashMap<>();
        boolean refuses;
        Engine engine;

        Node(IpAddress address, Settings settings, TestNslp nslp) {
            this.address = address;
            this.settings = settings;
            this.nslp = nslp;
            engine = engine();
        }

        private Engine engine() {
            Engine created = new Engine(settings, new Link(this), random, nowMillis);
            created.add(nslp.on(created));
            return created;
        }

        /** Forgets all, and is another node at the same address. */
        void restart() {
            for (Pipe pipe : List.copyOf(pipes.values())) {
                breakPipe(pipe);
            }
            pipes.clear();
            engine = engine();
        }
    }

    final Random random;
    final Map<IpAddress, Node> nodes = new HashMap<>();
    double loss;
    double duplication;
    long mostDelayMillis = 1;
    long nowMillis = 1_000_000;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.atMillis != b.atMillis ? Long.compare(a.atMillis, b.atMillis)
                    : Long.compare(a.number, b.number));
    private long numbers;
    final List<byte[]> log = new ArrayList<>();

    Simulation(long seed) {
        random = new Random(seed);
    }

    Node add(String address, TestNslp nslp, Settings settings) {
        Node node = new Node(IpAddress.parse(address), settings, nslp);
        nodes.put(node.address, node);
        return node;
    }

    /** Lets time pass. */
    void run(long millis) {
        long end = nowMillis + millis;
        while (nowMillis < end) {
            nowMillis += STEP_MILLIS;
            for (Event event = events.peek(); event != null && event.atMillis <= nowMillis; event = events.peek()) {
                events.poll().what.run();
            }
            for (Node node : nodes.values()) {
                node.engine.advance(nowMillis);
            }
        }
    }

    void at(long delayMillis, Runnable what) {
        events.add(new Event(nowMillis + delayMillis, numbers++, what));
    }

    void breakConnections() {
        for (Node node : nodes.values()) {
            for (Pipe pipe : List.copyOf(node.pipes.values())) {
                breakPipe(pipe);
            }
        }
    }

    private void breakPipe(Pipe pipe) {
        if (!pipe.open) {
            return;
        }
        pipe.open = false;
        for (int end = 0; end < 2; end++) {
            Node node = pipe.node[end];
            int id = pipe.id[end];
            if (node != null) {
                node.pipes.remove(id);
                Engine engine = node.engine;
                at(1, () -> engine.broken(id));
            }
        }
    }

    private void carry(byte[] message, @Nullable Node to, IpAddress source) {
        int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < duplication ? 2 : 1;
        log.add(message);
        for (int i = 0; i < copies && to != null; i++) {
            at(1 + random.nextLong(mostDelayMillis), () -> deliver(to, message, source));
        }
    }

    /** A Query of an IPv4 flow without ports, made one of a loose end. */
    static byte[] looseEnd(byte[] query) {
        byte[] other = new byte[query.length - Integer.BYTES];
        System.arraycopy(query, 0, other, 0, 24);
        System.arraycopy(query, 28, other, 24, query.length - 28);
        other[3]--;
        other[11] = 3;
        other[12] = 1;
        other[14] = 0x40;
        other[15] = 0;
        return other;
    }

    void deliver(Node to, byte[] message, IpAddress source) {
        byte[] datagram = new byte[message.length + MessageHeader.MAGIC_BYTES];
        MemorySegment memory = MemorySegment.ofArray(datagram);
        MessageHeader.writeMagic(memory, 0);
        System.arraycopy(message, 0, datagram, MessageHeader.MAGIC_BYTES, message.length);
        to.engine.datagram(memory, 0, datagram.length, source, PORT, 0, 0);
    }

    private final class Link implements Network {
        private final Node node;

        Link(Node node) {
            this.node = node;
        }

        @Override
        public void send(MemorySegment message, int length, IpAddress to, int port) {
            carry(bytes(message, length), nodes.get(to), node.address);
        }

        @Override
        public void sendTowards(MemorySegment message, int length, Mri flow) {
            carry(bytes(message, length), node.next.isEmpty() ? null : node.next.getFirst(), node.address);
        }

        @Override
        public void forward(MemorySegment message, int length, Mri flow, IpAddress source, int port, int ipTtl) {
            byte[] bytes = bytes(message, length);
            bytes[MessageHeader.BYTES - 1] &= (byte) ~MessageHeader.S;
            carry(bytes, node.next.isEmpty() ? null : node.next.getFirst(), node.address);
        }

        @Override
        public void connect(int association, IpAddress to, int port, boolean secure) {
            Node other = nodes.get(to);
            Engine engine = node.engine;
            if (other == null || other.refuses) {
                at(2, () -> engine.broken(association));
                return;
            }
            Pipe pipe = new Pipe();
            at(2, () -> {
                pipe.node[0] = node;
                pipe.node[1] = other;
                pipe.id[0] = association;
                pipe.id[1] = other.engine.accepted(node.address, secure);
                other.pipes.put(pipe.id[1], pipe);
                node.pipes.put(association, pipe);
                engine.connected(association);
            });
        }

        @Override
        public boolean write(int association, MemorySegment message, int length) {
            Pipe pipe = node.pipes.get(association);
            if (pipe == null || !pipe.open) {
                return false;
            }
            byte[] bytes = bytes(message, length);
            log.add(bytes);
            int other = pipe.node[0] == node && pipe.id[0] == association ? 1 : 0;
            long arrival = Math.max(pipe.lastMillis[other], nowMillis + 1 + random.nextLong(mostDelayMillis));
            pipe.lastMillis[other] = arrival;
            at(arrival - nowMillis, () -> {
                if (pipe.open) {
                    pipe.node[other].engine.message(pipe.id[other], MemorySegment.ofArray(bytes), 0, bytes.length);
                }
            });
            return true;
        }

        @Override
        public void close(int association) {
            Pipe pipe = node.pipes.remove(association);
            if (pipe != null && pipe.open) {
                int other = pipe.node[0] == node && pipe.id[0] == association ? 1 : 0;
                at(mostDelayMillis + 2, () -> {
                    if (pipe.open) {
                        pipe.open = false;
                        pipe.node[other].pipes.remove(pipe.id[other]);
                        pipe.node[other].engine.broken(pipe.id[other]);
                    }
                });
            }
        }

        private static byte[] bytes(MemorySegment message, int length) {
            return message.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
