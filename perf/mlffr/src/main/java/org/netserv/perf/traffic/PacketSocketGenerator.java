package org.netserv.perf.traffic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.netserv.ffi.Errno;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.NativeThread;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.ffi.SocketAddresses;
import org.netserv.perf.rig.HostThread;
import org.netserv.perf.rig.Port;

/**
 * Sends frames through a packet socket, for kernels on which XDP programs cannot be run on live frames. Slower by far, and
 * paced no better than a thread can be. It tells a sink of the same programs when its last packet left.
 */
public final class PacketSocketGenerator implements Generator {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfShort NUMBER = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final int BATCH = 32;
    private static final int MAX_CATCH_UP = 32;
    private static final int FIRST_PORT = 1024;
    private static final long SPIN_NANOS = 200_000;
    private static final double NANOS = 1e9;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffers = arena.allocate((long) BATCH * Traffic.MAX_FRAME_BYTES);
    private final MessageVector vector = new MessageVector(arena, BATCH, BATCH);
    private final MemorySegment state;
    private final HostThread thread;
    private final NativeSocket socket;
    private List<FrameTemplate> templates = List.of();
    private int flows = 1;
    private int flow;
    private int template;
    private volatile boolean stopped;

    /**
     * A generator that is ready once it knows what to {@link #use}.
     *
     * @param port where to send
     * @param cpu where its thread runs
     */
    public PacketSocketGenerator(TrafficPrograms programs, Port port, int cpu) {
        state = programs.map("generators");
        state.fill((byte) 0);
        thread = new HostThread("generator", port.namespace());
        socket = thread.call(() -> {
            NativeThread.pin(cpu);
            NativeThread.realtime(NativeThread.id(), PRIORITY);
            return open(port.name());
        });
        for (int i = 0; i < BATCH; i++) {
            vector.message(i, i, 1);
        }
    }

    private NativeSocket open(String networkInterface) {
        NativeSocket opened = NativeSocket.open(Linux.AF_PACKET, Linux.SOCK_RAW, 0);
        try {
            MemorySegment address = arena.allocate(SocketAddresses.PACKET_BYTES);
            SocketAddresses.packet(address, 0, 0, NetworkInterfaces.index(networkInterface));
            opened.bind(address);
            opened.option(Linux.SOL_PACKET, Linux.PACKET_QDISC_BYPASS, 1);
            return opened;
        } catch (NativeException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "packet-socket";
    }

    @Override
    public void use(Traffic traffic, Endpoints endpoints) {
        templates = FrameTemplate.of(traffic, endpoints);
        flows = traffic.flows();
        flow = 0;
        template = 0;
    }

    // One system call sends a burst, whose length is fixed.
    @Override
    public void bursts(long nanos, int packets) {}

    /** Does not: without effect. */
    @Override
    public void timeEvery(int packets) {}

    @Override
    public Sent send(long packets, double packetsPerSecond) {
        if (packets < 1 || packetsPerSecond < 0 || templates.isEmpty()) {
            throw new IllegalArgumentException("packets=" + packets + " packetsPerSecond=" + packetsPerSecond);
        }
        stopped = false;
        return thread.call(() -> run(packets, packetsPerSecond == 0 ? 0 : NANOS / packetsPerSecond));
    }

    private Sent run(long packets, double interval) {
        state.set(LONG, GeneratorState.SENT, 0);
        state.set(LONG, GeneratorState.PACKETS, packets);
        long sent = 0;
        long slipped = 0;
        long begin = System.nanoTime();
        long now = begin;
        while (sent < packets && !stopped) {
            now = System.nanoTime();
            long due = interval == 0 ? packets : (long) ((now - begin - slipped) / interval) + 1;
            if (due <= sent) {
                await(begin + slipped + (long) (sent * interval));
                continue;
            }
            if (interval > 0 && due - sent > MAX_CATCH_UP) {
                slipped += (long) ((due - sent - MAX_CATCH_UP) * interval);
                due = sent + MAX_CATCH_UP;
            }
            int count = (int) Math.min(BATCH, Math.min(packets, due) - sent);
            fill(count);
            send(count);
            sent += count;
        }
        long end = System.nanoTime();
        note(sent, end);
        return new Sent(sent, (end - begin) / NANOS);
    }

    /**
     * Says that all is sent, by a clock that programs have as well: both are CLOCK_MONOTONIC. The sink takes the time for
     * valid as soon as there are as many packets as were to be sent, so the number comes last.
     */
    private void note(long sent, long end) {
        state.set(LONG, GeneratorState.LAST, end);
        VarHandle.releaseFence();
        state.set(LONG, GeneratorState.SENT, sent);
    }

    private static void await(long time) {
        long left = time - System.nanoTime();
        if (left > SPIN_NANOS) {
            LockSupport.parkNanos(left - SPIN_NANOS / 2);
        } else {
            Thread.onSpinWait();
        }
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            FrameTemplate next = templates.get(template);
            long at = (long) i * Traffic.MAX_FRAME_BYTES;
            int port = (FIRST_PORT + flow) & 0xffff;
            MemorySegment.copy(next.bytes(), 0, buffers, ValueLayout.JAVA_BYTE, at, next.bytes().length);
            buffers.set(NUMBER, at + FrameTemplate.IP_CHECKSUM, (short) FrameTemplate.checksum(next.ipSum()));
            buffers.set(NUMBER, at + FrameTemplate.SOURCE_PORT, (short) port);
            buffers.set(NUMBER, at + FrameTemplate.UDP_CHECKSUM,
                    (short) FrameTemplate.udpChecksum(next.udpSum() + port));
            vector.buffer(i, buffers, at, next.bytes().length);
            flow = flow + 1 < flows ? flow + 1 : 0;
            template = template + 1 < templates.size() ? template + 1 : 0;
        }
    }

    /**
     * Sends the first so many messages; the kernel may take fewer at once. It refuses one for which the interface has no
     * room, and counts it among the interface's dropped packets: that one was sent and is lost.
     */
    private void send(int count) {
        for (int first = 0; first < count;) {
            int result = socket.send(vector, first, count - first, 0);
            if (result > 0) {
                first += result;
            } else if (result == -Errno.ENOBUFS) {
                first++;
            } else if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                throw new NativeException("sendmmsg", "packets=" + (count - first), -result);
            }
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
        thread.call(() -> {
            socket.close();
            return 0;
        });
        thread.close();
    }
}
