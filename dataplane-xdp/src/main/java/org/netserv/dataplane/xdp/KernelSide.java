package org.netserv.dataplane.xdp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netserv.dataplane.xdp.kernel.Heartbeat;
import org.netserv.dataplane.xdp.kernel.InterfaceTakenException;
import org.netserv.dataplane.xdp.kernel.KernelFilter;
import org.netserv.dataplane.xdp.kernel.NeighbourRefresher;
import org.netserv.dataplane.xdp.kernel.XdpProgram;
import org.netserv.dataplane.xdp.ring.Port;
import org.netserv.dataplane.xdp.ring.PortGroup;
import org.netserv.dataplane.xdp.ring.PortSpec;
import org.netserv.dataplane.xdp.ring.TrialPort;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.XdpAttachment;
import org.netserv.ffi.XdpFeatures;
import org.netserv.ffi.XdpLink;
import org.netserv.ffi.XdpMode;
import org.netserv.node.path.Delivery;
import org.netserv.node.plane.PlaneException;

/**
 * What the plane has in the kernel besides its sockets: the way to the stack, and the XDP program, on each of its interfaces.
 *
 * <p><b>Thread.</b> One at a time, in the plane's network namespace; {@link #connect} and {@link #disconnect} any, as they do not
 * wait for the rest. {@link #heartbeat}: packet threads.
 */
final class KernelSide implements AutoCloseable {
    /** How long ago a neighbour may have been used that is kept fresh. Longer than it is between two rounds. */
    private static final Duration NEIGHBOUR_USE = Duration.ofSeconds(15);

    private final XdpOptions options;
    private final StackDevice stack;
    private final XdpProgram program;
    private final Object socketLock = new Object();
    private final NeighbourRefresher neighbours = NeighbourRefresher.open();
    private final Map<String, XdpLink> attached = new LinkedHashMap<>();
    /** Where the program runs on each, as the kernel says; not guarded, as it does not change once all have it. */
    private final Map<String, String> places = new LinkedHashMap<>();
    /** Indices of interfaces that the program may send to. */
    private final Set<Integer> transmitting = new HashSet<>();

    private KernelSide(XdpOptions options, StackDevice stack, XdpProgram program) {
        this.options = options;
        this.stack = stack;
        this.program = program;
    }

    /** Opens the way to the stack, which is also the plane's lock, and puts the program on interfaces; it passes everything. */
    static KernelSide open(XdpOptions options, List<Link> links, int frameBytes) throws PlaneException {
        StackDevice stack = StackDevice.open();
        KernelSide opened = null;
        try {
            opened = new KernelSide(options, stack, load(frameBytes));
            for (Link link : links) {
                opened.attach(link);
            }
            return opened;
        } catch (PlaneException | RuntimeException e) {
            if (opened == null) {
                stack.close();
            } else {
                opened.close();
            }
            throw e;
        }
    }

    private static XdpProgram load(int frameBytes) throws PlaneException {
        XdpProgram program;
        try {
            program = XdpProgram.load();
        } catch (UnsupportedOperationException e) {
            throw new PlaneException("xdp: " + e.getMessage(), e);
        } catch (NativeException e) {
            throw new PlaneException("xdp: the kernel refuses the XDP program, which needs Linux 5.18 or later: "
                    + e.getMessage(), e);
        }
        program.settings().ringBytes(frameBytes);
        return program;
    }

    /** Puts the program on an interface, and has it decide on what comes there. */
    private void attach(Link link) throws PlaneException {
        List<XdpMode> modes = modes();
        for (int i = 0; i < modes.size(); i++) {
            try {
                attached.put(link.name(), program.attach(link.ifindex(), modes.get(i)));
                places.put(link.name(), XdpAttachment.of(link.ifindex())
                        .map(found -> found.isNative() ? "native" : "generic").orElse("gone"));
                receive(link);
                return;
            } catch (InterfaceTakenException e) {
                throw new PlaneException("xdp: " + e.getMessage(), e);
            } catch (NativeException e) {
                boolean cannot = e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EINVAL
                        || e.errno() == Errno.ERANGE;
                if (!cannot || i == modes.size() - 1) {
                    throw new PlaneException("xdp: interface " + link.name() + " takes no XDP program, mode "
                            + modes.get(i) + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private List<XdpMode> modes() {
        return switch (options.mode()) {
            case AUTO -> List.of(XdpMode.NATIVE, XdpMode.GENERIC);
            case NATIVE -> List.of(XdpMode.NATIVE);
            case GENERIC -> List.of(XdpMode.GENERIC);
        };
    }

    /** Tells the program of an interface, or of what has changed of it. */
    void receive(Link link) {
        program.interfaces().receive(link.ifindex(), link.mac(), options.forward());
        if (!options.forward()) {
            return;
        }
        // A veth takes frames only while its peer works by NAPI: what is sent at other times would be lost.
        boolean takes = XdpFeatures.of(link.ifindex()).map(XdpFeatures::canTransmit).orElse(false);
        if (takes && transmitting.add(link.ifindex())) {
            program.interfaces().transmit(link.ifindex());
        } else if (!takes && transmitting.remove(link.ifindex())) {
            program.interfaces().remove(link.ifindex());
            program.interfaces().receive(link.ifindex(), link.mac(), true);
        }
    }

    /** Has the kernel ask neighbours again that only the program, or a ring, sends to. */
    void refreshNeighbours() {
        neighbours.refresh(program.neighbours(), NEIGHBOUR_USE.toNanos());
    }

    /** From now on what modules want comes to these sockets. */
    void connect(PortGroup group) {
        for (int i = 0; i < group.size(); i++) {
            Port port = group.port(i);
            PortSpec spec = port.spec();
            List<TrialPort> trials = group.trials();
            int trial = trials.isEmpty() ? port.fd() : trials.get(i).fd();
            synchronized (socketLock) {
                program.sockets().put(spec.ifindex(), spec.queue(), port.fd(), trial);
            }
        }
    }

    /** From now on what would come to these sockets goes to the stack. */
    void disconnect(PortGroup group) {
        for (int i = 0; i < group.size(); i++) {
            PortSpec spec = group.port(i).spec();
            synchronized (socketLock) {
                program.sockets().remove(spec.ifindex(), spec.queue());
            }
        }
    }

    /** Has packets come to the sockets as these rules say. */
    void deliver(Delivery delivery) throws PlaneException {
        try {
            program.filters().replace(KernelFilter.of(delivery));
            program.settings().signalingToRing(delivery.signaling());
        } catch (IllegalArgumentException e) {
            throw new PlaneException("xdp: " + e.getMessage(), e);
        }
    }

    /** The sign of life that the program wants. */
    Heartbeat heartbeat() {
        return program.heartbeat();
    }

    /** The way to the stack. */
    StackDevice stack() {
        return stack;
    }

    /** The program in the kernel. */
    XdpProgram program() {
        return program;
    }

    /** On which interfaces the program is, and where it runs: such as {@code eth1 native}. */
    List<String> attachments() {
        List<String> all = new ArrayList<>();
        places.forEach((name, place) -> all.add(name + " " + place));
        return all;
    }

    /** Takes the program off all interfaces: from now on nothing comes to the sockets. */
    void detach() {
        attached.values().forEach(XdpLink::close);
        attached.clear();
    }

    /** Gives the program back. Nobody's heart may beat any more. */
    @Override
    public void close() {
        detach();
        neighbours.close();
        program.close();
        stack.close();
    }
}
