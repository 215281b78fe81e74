package org.netserv.signaling.transport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Count;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.Octets;

/**
 * A program that asks a node in a process of its own as fast as the node answers: {@code handshake} confirms each Response,
 * {@code stateless} none. It prints rates a second of the wall and a second of the node's CPU, and how long answers took.
 *
 * <p>Arguments: kind, how many sessions, how many may be open at once.
 */
final class Load {
    private static final String NODE = "127.66.1.2";
    private static final String GENERATOR = "127.66.1.1";
    private static final int PORT = 27_000;
    private static final int BUFFER_BYTES = 4 << 20;
    private static final long STALLED_NANOS = 200_000_000;

    private final boolean confirms;
    private final int sessions;
    private final int window;
    private final DatagramChannel channel;
    private final InetSocketAddress node = new InetSocketAddress(NODE, PORT);
    private final ByteBuffer out = ByteBuffer.allocateDirect(1024);
    private final MemorySegment outMemory = MemorySegment.ofBuffer(out);
    private final ByteBuffer in = ByteBuffer.allocateDirect(2048);
    private final MemorySegment inMemory = MemorySegment.ofBuffer(in);
    private final MessageWriter writer = new MessageWriter();
    private final MessageView view = new MessageView();
    private final NetworkInfo self = new NetworkInfo(Octets.ofHex("00112233445566778899aabbccddeeff"), 0, 600_000,
            IpAddress.parse(GENERATOR));
    private final long[] startedNanos;
    private final long[] tookNanos;
    private int answered;

    private Load(boolean confirms, int sessions, int window) throws IOException {
        this.confirms = confirms;
        this.sessions = sessions;
        this.window = window;
        startedNanos = new long[sessions];
        tookNanos = new long[sessions];
        channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.bind(new InetSocketAddress(GENERATOR, PORT));
        channel.configureBlocking(false);
        MessageHeader.writeMagic(outMemory, 0);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("node")) {
            serve();
            return;
        }
        int sessions = Integer.parseInt(arguments[1]);
        int window = Integer.parseInt(arguments[2]);
        Process process = startNode();
        try (BufferedReader said = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            said.readLine();
            for (int round = 0; round < 3; round++) {
                Duration before = cpu(process);
                long start = System.nanoTime();
                Load load = new Load(arguments[0].equals("handshake"), sessions, window);
                load.go(round);
                load.channel.close();
                load.print(System.nanoTime() - start, cpu(process).minus(before).toNanos());
            }
            process.getOutputStream().close();
            said.lines().forEach(System.out::println);
        } finally {
            process.destroy();
        }
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static Process startNode() throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Load.class.getName(), "node"));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void serve() throws IOException {
        Settings settings = Settings.of(IpAddress.parse(NODE)).withPorts(PORT, 0, 0).withLimits(10_000_000, 100,
                10_000_000);
        try (GistNode served = new GistNode(settings, Routes.TO_THE_END, null).host(new WaitingNslp()).start()) {
            System.out.println("ready");
            int end = System.in.read();
            System.out.println("node: handshakes " + served.counters().get(Count.HANDSHAKES) + ", responses "
                    + served.counters().get(Count.SENT_RESPONSES) + ", cookies refused "
                    + served.counters().get(Count.DROPPED_COOKIE) + (end < 0 ? "" : "?"));
        }
    }

    private void go(int round) throws IOException {
        int next = 0;
        int lost = 0;
        long lastNanos = System.nanoTime();
        while (answered + lost < sessions) {
            while (next < sessions && next - answered - lost < window) {
                query(round, next++);
            }
            if (receive()) {
                lastNanos = System.nanoTime();
            } else if (System.nanoTime() - lastNanos > STALLED_NANOS) {
                lost = next - answered;
                lastNanos = System.nanoTime();
            }
        }
    }

    private void query(int round, int number) throws IOException {
        Mri flow = Mri.builder(IpAddress.parse(GENERATOR), IpAddress.parse(NODE)).protocol(17)
                .sourcePort(number & 0xFFFF).destinationPort(number >>> 16).build();
        writer.begin(outMemory, MessageHeader.MAGIC_BYTES, MessageType.QUERY, true, 32, WaitingNslp.ID,
                MessageHeader.S | MessageHeader.R).mri(flow, false).sessionId(round, number).networkInfo(self)
                .queryCookie(number);
        startedNanos[number] = System.nanoTime();
        send();
    }

    private boolean receive() throws IOException {
        boolean any = false;
        for (in.clear(); channel.receive(in) != null; in.clear()) {
            any = true;
            int length = in.position() - MessageHeader.MAGIC_BYTES;
            if (view.parse(inMemory, MessageHeader.MAGIC_BYTES, length, false) != null
                    || view.type() != MessageType.RESPONSE) {
                continue;
            }
            int number = (int) view.sessionLow();
            tookNanos[answered++] = System.nanoTime() - startedNanos[number];
            if (confirms) {
                writer.begin(outMemory, MessageHeader.MAGIC_BYTES, MessageType.CONFIRM, false, 1, WaitingNslp.ID,
                        MessageHeader.S).copyMri(view, false).sessionId(view.sessionHigh(), number).networkInfo(self)
                        .copy(view, ObjectType.RESPONDER_COOKIE);
                send();
            }
        }
        return any;
    }

    private void send() throws IOException {
        out.clear().limit(MessageHeader.MAGIC_BYTES + writer.end());
        channel.send(out, node);
    }

    private void print(long wallNanos, long cpuNanos) {
        long[] sorted = Arrays.copyOf(tookNanos, answered);
        Arrays.sort(sorted);
        System.out.printf(
                "%s: %d of %d, %.0f a second of the wall, %.0f a second of the node's CPU, p50 %d us, p99 %d us%n",
                confirms ? "handshakes" : "stateless", answered, sessions, answered * 1e9 / wallNanos,
                answered * 1e9 / Math.max(1, cpuNanos), sorted[sorted.length / 2] / 1000,
                sorted[sorted.length * 99 / 100] / 1000);
    }
}
