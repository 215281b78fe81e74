package org.netserv.cli.signaling;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.netserv.cli.CliException;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.ffi.PacketCapture;
import org.netserv.signaling.trace.TraceDecoder;

/**
 * Signaling as it passes by this host's interfaces, until there is enough of it, the time is up, or the user ends it.
 *
 * <p><b>Thread.</b> One, whose network namespace it is.
 */
public final class LiveTrace implements AutoCloseable {
    private static final int LOOK_MILLIS = 100;
    private static final int LAST_WORDS_SECONDS = 5;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final TraceDecoder decoder;
    private final int udpPort;
    private final Collection<Integer> interfaces;
    private final PacketCapture capture;
    private final Map<Integer, String> names = new HashMap<>();
    private byte[] packet = new byte[0];
    private Set<Integer> tcpPorts;
    private volatile boolean ended;

    private LiveTrace(TraceDecoder decoder, int udpPort, Collection<Integer> interfaces) {
        this.decoder = decoder;
        this.udpPort = udpPort;
        this.interfaces = interfaces;
        tcpPorts = decoder.tcpPorts();
        capture = PacketCapture.open(SignalFilter.of(udpPort, tcpPorts, interfaces));
    }

    /**
     * Begins.
     *
     * @param interfaces names of the only ones; none for all
     * @throws CliException for an interface that is not there, and where the kernel refuses
     */
    public static LiveTrace open(TraceDecoder decoder, int udpPort, List<String> interfaces) {
        if (interfaces.size() > SignalFilter.MOST_INTERFACES) {
            throw new CliException("--interface: expected at most " + SignalFilter.MOST_INTERFACES
                    + " of them, or none for all");
        }
        Set<Integer> indices = new LinkedHashSet<>();
        for (String name : interfaces) {
            try {
                indices.add(NetworkInterfaces.index(name));
            } catch (NativeException e) {
                throw new CliException("--interface " + name + ": there is no such interface", e);
            }
        }
        try {
            return new LiveTrace(decoder, udpPort, indices);
        } catch (NativeException e) {
            throw new CliException(e.errno() == Errno.EPERM
                    ? "to see packets as they pass needs CAP_NET_RAW: run it as root, or give it a capture file"
                    : "packets cannot be seen: " + e.getMessage(), e);
        }
    }

    /**
     * Has a signal end the trace: the JVM then waits until it has been said how it went.
     *
     * @return what is to be taken back when the trace has ended otherwise
     */
    public Thread endOnSignal(CompletableFuture<Void> said) {
        Thread hook = Thread.ofPlatform().name("netserv-trace-end").unstarted(() -> {
            ended = true;
            said.completeOnTimeout(null, LAST_WORDS_SECONDS, TimeUnit.SECONDS).join();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    /**
     * Shows what comes.
     *
     * @param seconds how long; 0 for no end
     */
    public void run(TracePrinter printer, long seconds) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!ended && !printer.isEnough()) {
            long left = seconds == 0 ? LOOK_MILLIS : Math.ceilDiv(end - System.nanoTime(), NANOS_A_MILLI);
            if (left <= 0) {
                return;
            }
            int received = capture.receive((int) Math.min(LOOK_MILLIS, left));
            for (int i = 0; i < received && !printer.isEnough(); i++) {
                show(printer, i);
            }
            if (received > 0) {
                printer.flush();
            }
            followPorts();
        }
    }

    private void show(TracePrinter printer, int i) throws IOException {
        if (capture.isSecondSight(i)) {
            return;
        }
        int length = capture.length(i);
        if (packet.length < length) {
            packet = new byte[length];
        }
        MemorySegment.copy(capture.memory(), ValueLayout.JAVA_BYTE, capture.offset(i), packet, 0, length);
        String name = names.computeIfAbsent(capture.interfaceIndex(i), LiveTrace::name);
        printer.packet(capture.epochNanos(i), name, packet, 0, length, length);
    }

    private void followPorts() {
        Set<Integer> now = decoder.tcpPorts();
        if (!now.equals(tcpPorts)) {
            tcpPorts = now;
            capture.filter(SignalFilter.of(udpPort, tcpPorts, interfaces));
        }
    }

    /** An interface may be gone when its packets are looked at. */
    private static String name(int index) {
        try {
            return NetworkInterfaces.name(index);
        } catch (NativeException e) {
            return "interface" + index;
        }
    }

    /** How many packets the kernel had no room for. */
    public long drops() {
        return capture.drops();
    }

    @Override
    public void close() {
        capture.close();
    }
}
