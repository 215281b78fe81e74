package org.netserv.dataplane.xdp.kernel;

import java.io.IOException;
import java.io.InputStream;
import org.netserv.ffi.BpfObject;
import org.netserv.ffi.BpfProgram;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.ffi.XdpAttachment;
import org.netserv.ffi.XdpLink;
import org.netserv.ffi.XdpMode;

/**
 * The XDP program in the kernel, with its maps. It passes all frames until interfaces are named and the heart beats.
 *
 * <p><b>Ownership.</b> Nothing is pinned: program, maps and links are the process's, and go with it however it ends. In
 * order: links first, then this; what is mapped must not be touched afterwards.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class XdpProgram implements AutoCloseable {
    /** As the kernel lists it. */
    public static final String NAME = "netserv";

    private static final String FILE = "netserv_xdp.bpf.o";

    private final BpfObject object;
    private final BpfProgram program;
    private final Heartbeat heartbeat;
    private final KernelSettings settings;
    private final InterfaceMap interfaces;
    private final SocketMap sockets;
    private final FilterMaps filters;
    private final FlowTable flows;
    private final OutcomeCounters counters;
    private final SampleRing samples;
    private final NeighbourMap neighbours;

    private XdpProgram(BpfObject object) {
        this.object = object;
        program = object.program(NAME);
        heartbeat = new Heartbeat(object.map("heartbeat").mapped());
        settings = new KernelSettings(object.map("settings").mapped());
        interfaces = new InterfaceMap(object);
        sockets = new SocketMap(object, interfaces);
        filters = new FilterMaps(object);
        flows = new FlowTable(object);
        counters = new OutcomeCounters(object.map("counts"));
        samples = new SampleRing(object.ringBuffer("samples"));
        neighbours = new NeighbourMap(object.map("neighbours"));
    }

    /**
     * Loads it.
     *
     * <p><b>Errors.</b> {@link UnsupportedOperationException} without libbpf, {@link NativeException} if the kernel refuses: it
     * must be Linux 5.18 or later.
     */
    public static XdpProgram load() {
        BpfObject object = BpfObject.open(NAME, file());
        try {
            return new XdpProgram(object.load());
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    private static byte[] file() {
        try (InputStream file = XdpProgram.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the resource " + FILE + " is missing");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the resource " + FILE + " cannot be read", e);
        }
    }

    /**
     * Attaches it to an interface.
     *
     * <p><b>Ownership.</b> The caller closes the link.
     *
     * <p><b>Errors.</b> {@link NativeException}: EOPNOTSUPP or EINVAL when the driver cannot do that mode, ERANGE when not
     * with the link's MTU.
     *
     * @throws InterfaceTakenException if the interface has another program
     */
    public XdpLink attach(int ifindex, XdpMode mode) throws InterfaceTakenException {
        try {
            return program.attach(ifindex, mode);
        } catch (NativeException e) {
            // The kernel says EEXIST when the other program is in the other mode.
            if (e.errno() == Errno.EBUSY || e.errno() == Errno.EEXIST) {
                String other = XdpAttachment.of(ifindex).map(XdpAttachment::toString).orElse("which has just gone");
                throw new InterfaceTakenException(NetworkInterfaces.name(ifindex), other, e);
            }
            throw e;
        }
    }

    /** The sign of life without which everything passes. */
    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /** What can be set. */
    public KernelSettings settings() {
        return settings;
    }

    /** Where it decides, and where it sends. */
    public InterfaceMap interfaces() {
        return interfaces;
    }

    /** Who gets what modules want. */
    public SocketMap sockets() {
        return sockets;
    }

    /** What modules want. */
    public FilterMaps filters() {
        return filters;
    }

    /** What modules have decided on. */
    public FlowTable flows() {
        return flows;
    }

    /** What became of the frames. */
    public OutcomeCounters counters() {
        return counters;
    }

    /** Copies of packets. */
    public SampleRing samples() {
        return samples;
    }

    /** Neighbours that frames are sent to. */
    public NeighbourMap neighbours() {
        return neighbours;
    }

    /** For test runs. */
    BpfProgram program() {
        return program;
    }

    @Override
    public void close() {
        object.close();
    }
}
