package org.netserv.dataplane.xdp.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.netserv.dataplane.xdp.ring.FrameLedger.Place;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.XdpSocket;

/**
 * The ports of one worker over one memory (UMEM), so that a packet leaves by another interface from the frame that it came in.
 *
 * <pre>
 *   memory   | frames of port 0 … | frames of port 1 … | …
 *            home of an address = address >> homeShift
 * </pre>
 *
 * <p>A shared bind inherits the first socket's mode: either all ports are in zero copy, or none is.
 *
 * <p><b>Ownership.</b> {@link #close} gives back sockets and memory: only when the worker does not run any more.
 *
 * <p><b>Thread.</b> Set-up: any. Then the worker's.
 */
public final class PortGroup implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final FrameMemory frames;
    private final MemorySegment memory;
    private final Port[] ports;
    private final int framesPerPort;
    private final int homeShift;
    private final long frameMask;
    private final FrameLedger ledger;
    private final boolean zeroCopy;
    private final boolean needWakeup;
    private final List<TrialPort> trials = new ArrayList<>();

    /** How the kernel is to get packets into the memory. */
    public enum Copying {
        /** As is best of what all drivers can do. */
        AUTO,
        /** By copying. */
        COPY,
        /** Not at all: drivers work in it. */
        ZERO_COPY
    }

    /**
     * How it is to be set up.
     *
     * @param withTrials whether each port has a {@link TrialPort}
     * @param copying how packets get into the memory
     * @param needWakeup whether the kernel says in its rings when it wants a call
     * @param pages what the memory is made of
     */
    public record Setup(boolean withTrials, Copying copying, boolean needWakeup, FrameMemory.Pages pages) {}

    private PortGroup(List<PortSpec> specs, RingSizes sizes, Setup setup, boolean zeroCopy) {
        this.zeroCopy = zeroCopy;
        needWakeup = setup.needWakeup();
        framesPerPort = sizes.framesPerPort();
        homeShift = Integer.numberOfTrailingZeros(sizes.framesPerPort())
                + Integer.numberOfTrailingZeros(sizes.frameBytes());
        frameMask = -sizes.frameBytes();
        ledger = new FrameLedger(specs.size() * sizes.framesPerPort(), sizes.frameBytes());
        ports = new Port[specs.size()];
        List<XdpSocket> opened = new ArrayList<>();
        frames = FrameMemory.allocate((long) specs.size() << homeShift, setup.pages());
        memory = frames.segment();
        try {
            for (int i = 0; i < ports.length; i++) {
                XdpSocket socket = XdpSocket.open();
                opened.add(socket);
                if (i == 0) {
                    socket.memory(memory, sizes.frameBytes(), 0);
                }
                ports[i] = new Port(specs.get(i), i, socket, sizes, ledger, arena);
                bind(ports[i]);
            }
            if (setup.withTrials()) {
                for (Port port : ports) {
                    XdpSocket socket = XdpSocket.open();
                    opened.add(socket);
                    trials.add(new TrialPort(port, socket, sizes.receive(), ledger, arena));
                    socket.bindShared(port.spec().ifindex(), port.spec().queue(), port.socket());
                }
            }
            // Before the XSKMAP knows of any: from then on packets come.
            for (int frame = 0; frame < ports.length * sizes.framesPerPort(); frame++) {
                long address = (long) frame * sizes.frameBytes();
                ports[home(address)].recycle(address, Place.FREE, 0);
            }
            commit();
        } catch (RuntimeException e) {
            opened.forEach(XdpSocket::close);
            arena.close();
            frames.close();
            throw e;
        }
    }

    /**
     * Opens and binds sockets in the network namespace of the calling thread. Every fill ring is full.
     *
     * <p><b>Errors.</b> {@link NativeException}, as {@link XdpSocket#bind} has it.
     *
     * @param setup with {@link Copying#AUTO} it is zero copy if all drivers can
     */
    public static PortGroup open(List<PortSpec> specs, RingSizes sizes, Setup setup) {
        if (setup.copying() == Copying.AUTO) {
            try {
                return new PortGroup(specs, sizes, setup, true);
            } catch (NativeException e) {
                if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EINVAL) {
                    throw e;
                }
            }
        }
        return new PortGroup(specs, sizes, setup, setup.copying() == Copying.ZERO_COPY);
    }

    private void bind(Port port) {
        PortSpec spec = port.spec();
        if (port.index() == 0) {
            port.socket().bind(spec.ifindex(), spec.queue(), zeroCopy, needWakeup);
        } else {
            port.socket().bindShared(spec.ifindex(), spec.queue(), ports[0].socket());
        }
    }

    /**
     * Has {@link Port#receive} do the drivers' receive work when it finds nothing, on the worker's thread.
     *
     * <p><b>Errors.</b> {@link NativeException}, as {@link XdpSocket#busyPoll} has it.
     *
     * @param packets that a driver brings at once, at most
     */
    public void busyPoll(int packets) {
        for (Port port : ports) {
            port.busyPoll(packets);
        }
    }

    /** The memory that addresses point into. */
    public MemorySegment memory() {
        return memory;
    }

    /** How many ports there are. */
    public int size() {
        return ports.length;
    }

    /** How many frames have each port as their home. */
    public int framesPerPort() {
        return framesPerPort;
    }

    /** A port by its number. */
    public Port port(int index) {
        return ports[index];
    }

    /** The sockets for modules that are being tried, a port each; none if there are no such. */
    public List<TrialPort> trials() {
        return Collections.unmodifiableList(trials);
    }

    /** Whether drivers work in the memory. */
    public boolean isZeroCopy() {
        return zeroCopy && ports[0].socket().isZeroCopy();
    }

    /** Whether drivers say in the rings when they want a call, as bind has accepted it: no call says it of a socket. */
    public boolean needsWakeup() {
        return needWakeup;
    }

    /** Whether all drivers leave their receive work to the worker, where they are set up so. */
    public boolean isBusyPolled() {
        return Arrays.stream(ports).allMatch(port -> port.socket().isBusyPolled());
    }

    /** What the memory is made of, as the kernel says. */
    public String pages() {
        return frames.describe();
    }

    /** The port that a frame belongs to. */
    public int home(long address) {
        return (int) (address >>> homeShift);
    }

    /** Where the frame ends that an address lies in. */
    public long frameEnd(long address) {
        return (address & frameMask) - frameMask;
    }

    /** Gives back a frame that the worker has, to be filled again. */
    public void recycle(long address) {
        come(address, Place.USER, home(address));
    }

    /** Has back a frame that was on loan. */
    public void takeBack(long address) {
        assert ledger.moved(address, Place.LENT, home(address), Place.USER, home(address));
    }

    void come(long address, Place from, int at) {
        ports[home(address)].recycle(address, from, at);
    }

    /** Frames whose packets have been sent come home. */
    public void drainCompletions() {
        for (Port port : ports) {
            port.drainCompletions(this);
        }
    }

    /** Gives the kernel all frames that have come home since the last time. */
    public void commit() {
        for (Port port : ports) {
            port.commitFill();
        }
    }

    /** Where each frame is; knows it only where assertions are on. */
    public FrameLedger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        trials.forEach(TrialPort::close);
        for (Port port : ports) {
            port.close();
        }
        arena.close();
        frames.close();
    }
}
