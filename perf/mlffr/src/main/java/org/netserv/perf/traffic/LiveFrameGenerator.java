package org.netserv.perf.traffic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.netserv.ffi.BpfProgram;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeThread;
import org.netserv.perf.rig.HostThread;
import org.netserv.perf.rig.Port;
import org.netserv.rig.RigException;

/**
 * Sends frames that the kernel makes for test runs of an XDP program. The program writes the headers, waits for the time at
 * which the packet is due, and redirects the frame to the interface.
 *
 * <p>Bottom halves are off while the program runs, so nothing else of the network runs on that CPU: it waits a few
 * microseconds at a time and sends at most a few packets together.
 */
public final class LiveFrameGenerator implements Generator {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    /** Packets that the kernel collects before it gives them to the interface. */
    private static final int BULK = 16;
    private static final int MAX_BURST = 64;
    /** How long bottom halves may stay off, about. */
    private static final long BURST_NANOS = 16_000;
    private static final long MAX_WAIT_NANOS = 4_000;
    /** How much of a delay is caught up with: what a ring of 256 takes with room to spare. */
    private static final int MAX_CATCH_UP = 32;
    /**
     * So that one run is enough, as a rule: the kernel waits for two RCU grace periods in each, 10 to 30 ms, and several
     * hundred while other work fills the CPUs.
     */
    private static final double SPARE = 1.2;
    /** What is left of a run after a stop takes some 100 ns each. */
    private static final long MAX_REPEAT = 8_000_000;
    private static final double NANOS = 1e9;
    private static final int UNITS_PER_NANO = 1024;
    private static final int FIRST_PORT = 1024;

    private final BpfProgram program;
    private final int index;
    private final MemorySegment state;
    private final MemorySegment templates;
    private final HostThread thread;
    private final Arena arena = Arena.ofShared();
    private MemorySegment frame = MemorySegment.NULL;
    private long burstNanos = BURST_NANOS;
    private int burstPackets = MAX_BURST;
    private volatile boolean stopped;

    /**
     * A generator that is ready once it knows what to {@link #use}.
     *
     * @param port where to send
     * @param cpu where its thread runs
     */
    public LiveFrameGenerator(TrafficPrograms programs, Port port, int cpu) {
        this.program = programs.program("generate");
        this.state = programs.map("generators");
        this.templates = programs.map("templates");
        this.index = port.index();
        state.fill((byte) 0);
        this.thread = new HostThread("generator", port.namespace());
        thread.call(() -> {
            NativeThread.pin(cpu);
            NativeThread.realtime(NativeThread.id(), PRIORITY);
            return cpu;
        });
    }

    @Override
    public String name() {
        return "xdp-live-frames";
    }

    @Override
    public void use(Traffic traffic, Endpoints endpoints) {
        List<FrameTemplate> frames = FrameTemplate.of(traffic, endpoints);
        FrameTemplate longest = frames.get(traffic.frames().indexOf(traffic.largest()));
        frame = arena.allocateFrom(ValueLayout.JAVA_BYTE, longest.bytes());
        for (int i = 0; i < frames.size(); i++) {
            FrameTemplate template = frames.get(i);
            long at = (long) i * GeneratorState.TEMPLATE_BYTES;
            MemorySegment.copy(template.bytes(), 0, templates, ValueLayout.JAVA_BYTE, at, Traffic.HEADER_BYTES);
            templates.set(INT, at + GeneratorState.TEMPLATE_LENGTH, template.bytes().length);
            templates.set(INT, at + GeneratorState.TEMPLATE_IP_SUM, template.ipSum());
            templates.set(INT, at + GeneratorState.TEMPLATE_UDP_SUM, template.udpSum());
        }
        state.set(INT, GeneratorState.INTERFACE, index);
        state.set(INT, GeneratorState.PATTERN, frames.size());
        state.set(INT, GeneratorState.FLOWS, traffic.flows());
        state.set(INT, GeneratorState.FIRST_PORT, FIRST_PORT);
        state.set(INT, GeneratorState.TEMPLATE, 0);
        state.set(INT, GeneratorState.FLOW, 0);
    }

    @Override
    public void bursts(long nanos, int packets) {
        burstNanos = nanos;
        burstPackets = Math.clamp(packets, 1, MAX_BURST);
    }

    @Override
    public void timeEvery(int packets) {
        state.set(INT, GeneratorState.SAMPLE_EVERY, packets);
        state.set(INT, GeneratorState.UNTIL_SAMPLE, packets);
    }

    @Override
    public Sent send(long packets, double packetsPerSecond) {
        if (packets < 1 || packetsPerSecond < 0 || frame.byteSize() == 0) {
            throw new IllegalArgumentException("packets=" + packets + " packetsPerSecond=" + packetsPerSecond);
        }
        stopped = false;
        double interval = packetsPerSecond == 0 ? 0 : NANOS / packetsPerSecond;
        int batch = interval == 0 ? burstPackets : (int) Math.clamp(burstNanos / interval, 1, burstPackets);
        schedule(packets, interval, batch);
        int result = thread.call(() -> run(packets, interval, batch));
        if (result < 0) {
            throw new NativeException("bpf_prog_test_run_opts", "program=generate", -result);
        }
        return sent();
    }

    private void schedule(long packets, double interval, int batch) {
        state.asSlice(GeneratorState.START, GeneratorState.RESULT_BYTES).fill((byte) 0);
        state.set(LONG, GeneratorState.PACKETS, packets);
        state.set(LONG, GeneratorState.INTERVAL, Math.round(interval * UNITS_PER_NANO));
        state.set(LONG, GeneratorState.MAX_WAIT, MAX_WAIT_NANOS);
        state.set(LONG, GeneratorState.MAX_BEHIND, Math.round(interval * MAX_CATCH_UP));
        state.set(INT, GeneratorState.BURST, batch);
    }

    /** Runs the program until all is sent: a run ends early after a signal, or if it had to wait more often than expected. */
    private int run(long packets, double interval, int batch) {
        for (long left = packets; left > 0 && !stopped; left = packets - state.get(LONG, GeneratorState.SENT)) {
            long waits = interval == 0 ? 0 : Math.round(left * interval / MAX_WAIT_NANOS * SPARE) + BULK;
            int repeat = (int) Math.min(MAX_REPEAT, left + waits);
            long before = progress();
            int result = program.runLive(frame, repeat, batch);
            if (result < 0 && result != -Errno.EINTR) {
                return result;
            }
            if (result == 0 && progress() == before) {
                throw new RigException("the BPF program that sends gave up " + repeat + " frames in a row, after "
                        + (packets - left) + " of " + packets + " packets");
            }
        }
        return 0;
    }

    /** Invocations of the program that sent a packet or waited; all others ended in an error. */
    private long progress() {
        return state.get(LONG, GeneratorState.SENT) + state.get(LONG, GeneratorState.EARLY);
    }

    private Sent sent() {
        long nanos = state.get(LONG, GeneratorState.LAST) - state.get(LONG, GeneratorState.FIRST);
        return new Sent(state.get(LONG, GeneratorState.SENT), nanos / NANOS);
    }

    @Override
    public void stop() {
        stopped = true;
        state.set(LONG, GeneratorState.PACKETS, 0);
    }

    @Override
    public void close() {
        stop();
        thread.close();
    }
}
